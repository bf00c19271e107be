using Microsoft.AspNetCore.Components;
using XrayPortal.Imaging;

namespace XrayPortal.Accounts.Pages;

/// <summary>Where the link on the console leads.</summary>
public sealed partial class Setup(SetupLink link, AccountService accounts, SignInService signIn, NavigationManager navigation)
{
    private Refusal? refusal;
    private bool open;

    [SupplyParameterFromQuery]
    public string? Key { get; set; }

    [SupplyParameterFromForm]
    public Login.Credentials? Input { get; set; }

    protected override async Task OnInitializedAsync()
    {
        refusal = await link.RefusalAsync(Key, CancellationToken.None);
        open = refusal is null;
    }

    private async Task CreateAsync()
    {
        if (!open) return;
        var made = await accounts.SetUpAsync(Input?.Name?.Trim() ?? "", Input?.Password ?? "", CancellationToken.None);
        if (made.IsRefused)
            refusal = made.Refusal;
        else if (await signIn.SignInAsync(made.Value.UserName!, Input!.Password!) is not null)
            navigation.NavigateTo("/");
    }
}
