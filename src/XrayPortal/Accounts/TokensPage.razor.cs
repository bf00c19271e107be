using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using XrayPortal.Imaging;

namespace XrayPortal.Accounts;

/// <summary>One's own tokens: create (shown once), revoke.</summary>
public sealed partial class TokensPage(AccessTokenService service, TimeProvider clock)
{
    private Reader? reader;
    private IReadOnlyList<AccessToken>? tokens;
    private NewAccessToken? created;
    private Refusal? refusal;
    private string name = string.Empty;
    private int days = AccessTokenService.DefaultDays;

    [CascadingParameter]
    public Task<AuthenticationState> Authentication { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        reader = Reader.From((await Authentication).User);
        tokens = await service.ListAsync(reader, CancellationToken.None);
    }

    private string StateOf(AccessToken token) =>
        token.RevokedAt is not null ? "revoked" : token.ExpiresAt <= clock.GetUtcNow() ? "expired" : "live";

    private async Task CreateAsync()
    {
        var result = await service.AddAsync(reader!, name, days, CancellationToken.None);
        refusal = result.Refusal;
        if (result.IsRefused) return;
        created = result.Value;
        name = string.Empty;
        tokens = await service.ListAsync(reader!, CancellationToken.None);
    }

    private async Task RevokeAsync(AccessToken token)
    {
        refusal = (await service.RevokeAsync(reader!, token.Id, CancellationToken.None)).Refusal;
        if (created?.Token.Id == token.Id) created = null;
        tokens = await service.ListAsync(reader!, CancellationToken.None);
    }
}
