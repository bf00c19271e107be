using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using XrayPortal.Imaging;

namespace XrayPortal.Accounts.Pages;

/// <summary>One's own password; this browser stays signed in, all others end.</summary>
public sealed partial class ChangePassword(
    AccountService accounts, SignInManager<PortalUser> signIn, UserManager<PortalUser> users)
{
    private Refusal? refusal;
    private bool done;

    [SupplyParameterFromForm]
    public Passwords? Input { get; set; }

    [CascadingParameter]
    public HttpContext HttpContext { get; set; } = null!;

    private async Task ChangeAsync()
    {
        var reader = Reader.From(HttpContext.User);
        var changed = await accounts.ChangePasswordAsync(reader, Input?.Present ?? "", Input?.Wanted ?? "", CancellationToken.None);
        if (changed.IsRefused)
        {
            refusal = changed.Refusal;
            return;
        }

        done = true;
        if (await users.FindByIdAsync(reader.Id.ToString()) is { } user) await signIn.RefreshSignInAsync(user);
    }

    public sealed class Passwords
    {
        public string? Present { get; set; }

        public string? Wanted { get; set; }
    }
}
