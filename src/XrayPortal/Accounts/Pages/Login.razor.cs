using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace XrayPortal.Accounts.Pages;

/// <summary>Local sign-in. Why a sign-in failed is for the audit trail, not for the one who tries.</summary>
public sealed partial class Login(SignInService signIn, NavigationManager navigation, IOptions<OidcOptions> options)
{
    private string? refused;

    [SupplyParameterFromForm]
    public Credentials? Input { get; set; }

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    /// <summary>Code of a refusal that the way by OpenID Connect ended in.</summary>
    [SupplyParameterFromQuery]
    public string? Refused { get; set; }

    protected override void OnInitialized() => refused = Refused switch
    {
        null => null,
        _ when Refused == OidcRefusals.NoRole.Code => OidcRefusals.NoRole.Sentence,
        _ when Refused == AccountRefusals.Locked.Code => AccountRefusals.Locked.Sentence,
        _ => OidcRefusals.Failed.Sentence,
    };

    private async Task SignInAsync()
    {
        if (await signIn.SignInAsync(Input?.Name ?? "", Input?.Password ?? "") is { } roles)
            navigation.NavigateTo(Home.For(roles, ReturnUrl));
        else
            refused = "Name and password do not match, or the account is locked. After five misses it stays locked for five minutes.";
    }

    public sealed class Credentials
    {
        public string? Name { get; set; }

        public string? Password { get; set; }
    }
}
