using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace XrayPortal.Accounts.Pages;

/// <summary>Local sign-in. Why a sign-in failed is for the audit trail, not for the one who tries.</summary>
public sealed partial class Login(SignInManager<PortalUser> signIn, NavigationManager navigation)
{
    private string? refused;

    [SupplyParameterFromForm]
    public Credentials? Input { get; set; }

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    private async Task SignInAsync()
    {
        var result = await signIn.PasswordSignInAsync(Input?.Name ?? "", Input?.Password ?? "", isPersistent: false, lockoutOnFailure: true);
        if (result.Succeeded)
            navigation.NavigateTo(LocalUrl.Or(ReturnUrl, "/"));
        else
            refused = "Name and password do not match, or the account is locked. After five misses it stays locked for five minutes.";
    }

    public sealed class Credentials
    {
        public string? Name { get; set; }

        public string? Password { get; set; }
    }
}
