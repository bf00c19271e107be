using Microsoft.AspNetCore.Identity;
using XrayPortal.Imaging;

namespace XrayPortal.Accounts;

public static class AccountRefusals
{
    public static readonly Refusal NotFound = new(
        "account.not-found", RefusalKind.NotFound, "There is no account of that name.");

    public static readonly Refusal Exists = new(
        "account.exists", RefusalKind.Conflict, "There is an account of that name already. Choose another name.");

    public static readonly Refusal NoSuchRole = new(
        "account.no-such-role", RefusalKind.Invalid, $"There is no such role. The roles are {string.Join(", ", Roles.All)}.");

    public static readonly Refusal NoRole = new(
        "account.no-role", RefusalKind.Invalid, "An account needs at least one role.");

    public static readonly Refusal LastAdministrator = new(
        "account.last-administrator", RefusalKind.Conflict,
        "This is the last administrator who can sign in. Make somebody else administrator first.");

    public static readonly Refusal Name = new(
        "account.name", RefusalKind.Invalid,
        "A name has 2 to 60 of these: letters A to Z, digits, and - . _ @ +");

    public static readonly Refusal Locked = new(
        "account.locked", RefusalKind.Conflict, "This account is locked. An administrator can unlock it.");

    public static readonly Refusal WrongPassword = new(
        "account.wrong-password", RefusalKind.Invalid, "The present password is not right.");

    public static readonly Refusal SetupOver = new(
        "account.setup-over", RefusalKind.Conflict, "There is an administrator already, so this link no longer works. Sign in instead.");

    public static readonly Refusal SetupLink = new(
        "account.setup-link", RefusalKind.Forbidden, "This link is not the one on the console. Copy it from there whole.");

    public static readonly Refusal TokenNotFound = new(
        "token.not-found", RefusalKind.NotFound, "There is no such token of yours.");

    public static readonly Refusal TokenName = new(
        "token.name", RefusalKind.Invalid, "A token needs a name of 1 to 100 characters, so that you know it later.");

    public static readonly Refusal TokenDays = new(
        "token.days", RefusalKind.Invalid, "A token lives for 1 to 366 days.");

    /// <summary>What Identity says of a new password, as one refusal.</summary>
    internal static Refusal From(IdentityResult result) => result.Errors.First().Code switch
    {
        nameof(IdentityErrorDescriber.DuplicateUserName) => Exists,
        nameof(IdentityErrorDescriber.InvalidUserName) => Name,
        nameof(IdentityErrorDescriber.PasswordMismatch) => WrongPassword,
        _ => new Refusal("account.password", RefusalKind.Invalid, string.Join(' ', result.Errors.Select(e => e.Description))),
    };
}
