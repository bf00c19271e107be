using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using XrayPortal.Accounts;
using XrayPortal.Imaging;

namespace XrayPortal.Pacs;

/// <summary>Rules by which the portal fetches films itself.</summary>
public sealed partial class PullRulesPage
{
    private IReadOnlyList<PullRule>? rules;
    private Refusal? refusal;
    private bool busy;
    private string archive = "";
    private string modalities = string.Join(", ", PullService.Radiographs);
    private string bodyParts = "CHEST";
    private DateTime? since;
    private int minutes = 10;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = null!;

    [Inject]
    private PullService Pulls { get; set; } = null!;

    [Inject]
    private PullRuleService Rules { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    protected override Task OnInitializedAsync()
    {
        archive = Pulls.Sources is [var first, ..] ? first : "";
        since = Clock.GetUtcNow().UtcDateTime.Date;
        return LookAsync();
    }

    private async Task LookAsync() => rules = await Rules.ListAsync(CancellationToken.None);

    private Task AddAsync() => DoAsync(async reader => (await Rules.AddAsync(
        new PullRuleDraft(archive, modalities, bodyParts, DateOnly.FromDateTime(since ?? Clock.GetUtcNow().UtcDateTime), minutes), reader, CancellationToken.None)).Refusal);

    private Task SwitchAsync(PullRule rule, bool isOn) => DoAsync(async reader => (await Rules.SwitchAsync(rule.Id, isOn, reader, CancellationToken.None)).Refusal);

    private Task RemoveAsync(PullRule rule) => DoAsync(reader => Rules.RemoveAsync(rule.Id, reader, CancellationToken.None));

    private async Task DoAsync(Func<Reader, Task<Refusal?>> act)
    {
        busy = true;
        refusal = await act(Reader.From((await Authentication).User));
        busy = false;
        await LookAsync();
    }
}
