using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using XrayPortal.Imaging;

namespace XrayPortal.Accounts;

/// <summary>The way to the first administrator: a link that only the console of this start knows.</summary>
public sealed class SetupLink(AccountService accounts)
{
    private readonly string secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public string Path => $"/Account/Setup?key={secret}";

    /// <summary>Null where the link still works.</summary>
    public async Task<Refusal?> RefusalAsync(string? key, CancellationToken cancellationToken)
    {
        if (await accounts.HasAdministratorAsync(cancellationToken)) return AccountRefusals.SetupOver;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key ?? ""), Encoding.UTF8.GetBytes(secret))
            ? null
            : AccountRefusals.SetupLink;
    }
}
