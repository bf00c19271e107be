namespace XrayPortal.Accounts;

/// <summary>One account per role for a demonstration, named like its role, each with a new password at every start.</summary>
public sealed class DemoAccounts(AccountService accounts)
{
    /// <summary>Names and passwords, to be printed once. Accounts of an earlier start get a new password.</summary>
    public async Task<IReadOnlyList<(string Name, string Password)>> SeedAsync(CancellationToken cancellationToken)
    {
        var seed = new Reader(Guid.Empty, "demo", [Roles.Administrator]);
        var known = (await accounts.ListAsync(cancellationToken)).ToDictionary(a => a.Name, StringComparer.OrdinalIgnoreCase);
        var list = new List<(string, string)>();
        foreach (var role in Roles.All)
        {
            var name = $"demo-{role.ToLowerInvariant()}";
            var password = GeneratedPassword.Next();
            if (known.TryGetValue(name, out var account))
                password = (await accounts.ResetPasswordAsync(account.Id, seed, cancellationToken)).Value;
            else
                _ = (await accounts.AddAsync(name, password, [role], seed, cancellationToken)).Value;
            list.Add((name, password));
        }

        return list;
    }
}
