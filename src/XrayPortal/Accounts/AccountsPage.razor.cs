using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using XrayPortal.Imaging;

namespace XrayPortal.Accounts;

/// <summary>The administrator's page: who may sign in, as what.</summary>
public sealed partial class AccountsPage(AccountService service)
{
    private IReadOnlyList<AccountRow>? accounts;
    private Reader? reader;
    private Refusal? refusal;
    private (string Name, string Password)? password;
    private string newName = string.Empty;
    private IReadOnlyCollection<string> newRoles = [];
    private Guid? editing;
    private IReadOnlyCollection<string> editedRoles = [];

    [CascadingParameter]
    public Task<AuthenticationState> Authentication { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        reader = Reader.From((await Authentication).User);
        accounts = await service.ListAsync(CancellationToken.None);
    }

    private async Task AddAsync()
    {
        var generated = GeneratedPassword.Next();
        var added = await service.AddAsync(newName.Trim(), generated, newRoles, reader, CancellationToken.None);
        if (await ShowAsync(added.Refusal)) return;
        password = (added.Value.UserName!, generated);
        (newName, newRoles) = (string.Empty, []);
    }

    private void Edit(AccountRow account) => (editing, editedRoles) = (account.Id, account.Roles);

    private async Task SaveRolesAsync(AccountRow account)
    {
        var saved = await service.SetRolesAsync(account.Id, editedRoles, reader!, CancellationToken.None);
        if (!await ShowAsync(saved.Refusal)) editing = null;
    }

    private async Task LockAsync(AccountRow account) =>
        await ShowAsync((await service.SetLockAsync(account.Id, !account.Locked, reader!, CancellationToken.None)).Refusal);

    private async Task ResetAsync(AccountRow account)
    {
        var reset = await service.ResetPasswordAsync(account.Id, reader!, CancellationToken.None);
        if (!await ShowAsync(reset.Refusal)) password = (account.Name, reset.Value);
    }

    /// <summary>Shows the list as it is now, and the refusal where there is one.</summary>
    private async Task<bool> ShowAsync(Refusal? answer)
    {
        refusal = answer;
        password = null;
        accounts = await service.ListAsync(CancellationToken.None);
        return answer is not null;
    }
}
