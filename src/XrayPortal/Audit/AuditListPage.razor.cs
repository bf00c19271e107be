using Microsoft.AspNetCore.WebUtilities;
using XrayPortal.Shell;

namespace XrayPortal.Audit;

/// <summary>The auditor's page: filter, page, export, verify.</summary>
public sealed partial class AuditListPage(AuditReader reader, AuditCheck check, ViewerZone zone) : IDisposable
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource left = new();
    private IReadOnlyList<string> actions = [];
    private AuditPage? page;
    private AuditVerdict? verdict;
    private bool verifying;
    private long? before;
    private string? actor;
    private string? action;
    private DateTime? from;
    private DateTime? to;

    // Days are the viewer's; the trail keeps UTC.
    private AuditFilter Filter => new(Start(from), Start(to?.AddDays(1)), actor, action);

    private string CsvAddress
    {
        get
        {
            var filter = Filter;
            return QueryHelpers.AddQueryString("/api/v1/audit.csv", new Dictionary<string, string?>
            {
                ["actor"] = filter.Actor,
                ["action"] = filter.Action,
                ["from"] = filter.From?.ToString("O"),
                ["to"] = filter.To?.ToString("O"),
            }.Where(p => p.Value is not null));
        }
    }

    public void Dispose()
    {
        left.Cancel();
        left.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        actions = await reader.ActionsAsync(left.Token);
        await NewestAsync();
    }

    private DateTimeOffset? Start(DateTime? day) => day is { } d ? zone.StartOf(DateOnly.FromDateTime(d)) : null;

    private Task SetActorAsync(string? value)
    {
        actor = value;
        return NewestAsync();
    }

    private Task SetActionAsync(string? value)
    {
        action = value;
        return NewestAsync();
    }

    private Task SetFromAsync(DateTime? value)
    {
        from = value;
        return NewestAsync();
    }

    private Task SetToAsync(DateTime? value)
    {
        to = value;
        return NewestAsync();
    }

    private Task NewestAsync() => LoadAsync(null);

    private Task OlderAsync() => LoadAsync(page?.Next);

    private async Task LoadAsync(long? start)
    {
        before = start;
        page = await reader.PageAsync(Filter, before, PageSize, left.Token);
    }

    private async Task VerifyAsync()
    {
        verifying = true;
        verdict = await check.VerifyAsync(left.Token);
        verifying = false;
    }
}
