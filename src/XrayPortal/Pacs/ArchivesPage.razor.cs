using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using XrayPortal.Accounts;
using XrayPortal.Imaging;

namespace XrayPortal.Pacs;

/// <summary>Looks for studies in archives and fetches them. What is looked for stays in this circuit: it is in no address and in no log.</summary>
public sealed partial class ArchivesPage : IDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private readonly Dictionary<string, Result<IReadOnlyList<PulledImage>>> pulled = new(StringComparer.Ordinal);
    private string archive = "";
    private string? patient;
    private string? accession;
    private DateTime? from;
    private DateTime? to;
    private IReadOnlyList<ArchiveStudy>? studies;
    private Refusal? refusal;
    private bool searching;
    private string? fetching;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = null!;

    [Inject]
    private PullService Pulls { get; set; } = null!;

    public void Dispose()
    {
        leaving.Cancel();
        leaving.Dispose();
    }

    protected override void OnInitialized() => archive = Pulls.Sources is [var first, ..] ? first : "";

    private async Task SearchAsync()
    {
        if (searching) return;
        (studies, refusal) = (null, null);
        pulled.Clear();
        var query = ArchiveQuery.Parse(patient, accession, Day(from), Day(to));
        refusal = query.Refusal;
        if (query.IsRefused) return;
        searching = true;
        StateHasChanged();
        var found = await Pulls.SearchAsync(archive, query.Value, Reader.From((await Authentication).User), leaving.Token);
        searching = false;
        refusal = found.Refusal;
        studies = found.IsRefused ? null : found.Value;
    }

    private async Task FetchAsync(ArchiveStudy study)
    {
        fetching = study.StudyInstanceUid;
        StateHasChanged();
        // Leaving the page does not break off what is under way.
        pulled[study.StudyInstanceUid] = await Pulls.PullAsync(archive, study.StudyInstanceUid, Reader.From((await Authentication).User), CancellationToken.None);
        fetching = null;
    }

    private static DateOnly? Day(DateTime? date) => date is { } day ? DateOnly.FromDateTime(day) : null;
}
