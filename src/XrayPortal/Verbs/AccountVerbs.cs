using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Data;

namespace XrayPortal.Verbs;

/// <summary><c>user add</c> and <c>token add</c>.</summary>
internal static class AccountVerbs
{
    private static readonly Argument<string> name = new("NAME") { Description = "The account." };

    public static Command CreateUser()
    {
        var role = new Option<string>("--role") { Description = string.Join(", ", Roles.All) + ".", Required = true };
        var fromInput = new Option<bool>("--password-stdin") { Description = "Read the password from standard input." };
        var add = new Command("add", "Add a local account.") { name, role, fromInput };
        add.Validators.Add(parsed =>
        {
            // An option without a value is never missing to the parser; a password as an argument would be seen by everyone.
            if (!parsed.GetValue(fromInput)) parsed.AddError("Option '--password-stdin' is required.");
        });
        add.SetAction((parsed, cancellationToken) => AddUserAsync(
            parsed.GetValue(PortalCommand.Data)!, parsed.GetValue(name)!, parsed.GetValue(role)!, cancellationToken));
        return new Command("user", "Accounts.") { add };
    }

    public static Command CreateToken()
    {
        var days = new Option<int>("--days")
        {
            Description = "How long it lives, 1 to 366.",
            DefaultValueFactory = _ => AccessTokenService.DefaultDays,
        };
        var add = new Command("add", "Print a new personal access token, once.") { name, days };
        add.SetAction((parsed, cancellationToken) => AddTokenAsync(
            parsed.GetValue(PortalCommand.Data)!, parsed.GetValue(name)!, parsed.GetValue(days), cancellationToken));
        return new Command("token", "Personal access tokens of the API.") { add };
    }

    private static async Task<int> AddUserAsync(string data, string name, string role, CancellationToken cancellationToken)
    {
        if (Roles.Find(role) is not { } known) return VerbAnswer.Say(AccountRefusals.NoSuchRole);
        var password = await Console.In.ReadLineAsync(cancellationToken) ?? string.Empty;
        await using var host = await VerbHost.OpenAsync(data, cancellationToken);
        var added = await host.Services.GetRequiredService<AccountService>().AddAsync(name, password, [known], null, cancellationToken);
        if (added.IsRefused) return VerbAnswer.Say(added.Refusal);
        Console.WriteLine($"Added {added.Value.UserName} as {known}.");
        return VerbAnswer.Done;
    }

    private static async Task<int> AddTokenAsync(string data, string name, int days, CancellationToken cancellationToken)
    {
        await using var host = await VerbHost.OpenAsync(data, cancellationToken);
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync(cancellationToken);
        var normalized = name.ToUpperInvariant();
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.NormalizedUserName == normalized, cancellationToken);
        if (user is null) return VerbAnswer.Say(AccountRefusals.NotFound);
        var added = await host.Services.GetRequiredService<AccessTokenService>()
            .AddAsync(new Reader(user.Id, user.UserName!, []), "command line", days, cancellationToken);
        if (added.IsRefused) return VerbAnswer.Say(added.Refusal);
        Console.WriteLine(added.Value.Secret);
        return VerbAnswer.Done;
    }
}
