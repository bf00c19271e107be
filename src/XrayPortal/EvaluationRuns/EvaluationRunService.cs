using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Models;

namespace XrayPortal.EvaluationRuns;

/// <param name="Model">Name of the model.</param>
/// <param name="DataPath">Absolute path of a labelled set.</param>
/// <param name="Split">Only this part of the set; empty: all.</param>
/// <param name="By">Columns of the set to break figures down by; <c>a+b</c> crosses two.</param>
/// <param name="Probes">Measure what size, border and brightness of the films alone tell, too.</param>
/// <param name="AgeGroup">One of the model's groups of ages, at whose threshold the films are called.</param>
/// <param name="Prevalence">Share of people with pneumonia to give predictive values for, between 0 and 1.</param>
public sealed record EvaluationDraft(
    string? Model, string? Version, string? DataPath, string? Split = null, IReadOnlyList<string>? By = null, bool Probes = false, string? AgeGroup = null,
    double? Prevalence = null);

/// <summary>Starts and shows evaluation runs; the work itself is <see cref="EvaluationWorker"/>'s.</summary>
public sealed partial class EvaluationRunService(
    IDbContextFactory<PortalDb> databases, WorkQueue queue, ModelRegistry models, AuditTrail trail, DataFolder data,
    IOptions<EvaluationRunOptions> options, TimeProvider clock)
{
    private const int Shown = 200;

    public async Task<Result<EvaluationRun>> StartAsync(EvaluationDraft draft, Reader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(reader);
        var result = await TryStartAsync(draft, reader, cancellationToken);
        if (result.Refusal is { } refusal)
            await trail.RecordAsync(reader, EvaluationRunEvents.StartedAction, EvaluationRunEvents.Subject, "", Outcomes.Refused, refusal.Code, CancellationToken.None);
        return result;
    }

    /// <summary>Newest first, at most 200.</summary>
    public async Task<IReadOnlyList<EvaluationRun>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.EvaluationRuns.AsNoTracking().OrderByDescending(r => r.CreatedAt).Take(Shown).ToListAsync(cancellationToken);
    }

    public async Task<Result<EvaluationRun>> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.EvaluationRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is { } run
            ? run : EvaluationRunRefusals.NotFound;
    }

    /// <summary>One of the run's tables as CSV.</summary>
    public async Task<Result<string>> TableAsync(Guid id, string name, CancellationToken cancellationToken)
    {
        var run = await FindAsync(id, cancellationToken);
        if (run.IsRefused) return run.Refusal;
        return EvaluationFigures.Read(run.Value) is { } summary && EvaluationTables.Write(summary, name) is { } csv ? csv : EvaluationRunRefusals.NoSuchFile;
    }

    /// <summary>Path and media type of one of the run's files.</summary>
    public async Task<Result<(string Path, string Type)>> FileAsync(Guid id, string name, CancellationToken cancellationToken)
    {
        var run = await FindAsync(id, cancellationToken);
        if (run.IsRefused) return run.Refusal;
        if (EvaluationRunFiles.TypeOf(name) is not { } type) return EvaluationRunRefusals.NoSuchFile;
        var path = Path.Combine(run.Value.Folder, name);
        return File.Exists(path) ? (path, type) : EvaluationRunRefusals.NoSuchFile;
    }

    /// <summary>Columns that figures on that set could be broken down by.</summary>
    public async Task<Result<IReadOnlyList<string>>> ColumnsAsync(string? path, string? split, CancellationToken cancellationToken)
    {
        var set = await OpenAsync(path?.Trim(), string.IsNullOrWhiteSpace(split) ? null : split, cancellationToken);
        return set.IsRefused ? set.Refusal : Result.Of(FilmColumns.ToPartBy(set.Value.Films));
    }

    private async Task<Result<EvaluationRun>> TryStartAsync(EvaluationDraft draft, Reader reader, CancellationToken cancellationToken)
    {
        var package = models.Get(draft.Model ?? "", draft.Version ?? "");
        if (package.IsRefused) return package.Refusal;
        var split = string.IsNullOrWhiteSpace(draft.Split) ? null : draft.Split.Trim();
        if (split is { Length: > 40 }) return EvaluationRunRefusals.Split;
        var set = await OpenAsync(draft.DataPath?.Trim(), split, cancellationToken);
        if (set.IsRefused) return set.Refusal;
        var request = EvaluationRequest.From(draft, package.Value.Manifest, set.Value);
        if (request.IsRefused) return request.Refusal;

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var run = new EvaluationRun
        {
            Id = id,
            ModelName = package.Value.Manifest.Name,
            ModelVersion = package.Value.Manifest.Version,
            DataPath = Path.GetFullPath(draft.DataPath!.Trim()),
            Split = split,
            StartedById = reader.Id,
            StartedByName = reader.Name,
            CreatedAt = now,
            Folder = Path.Combine(data.Runs, id.ToString()),
        };
        request.Value.Write(run.Folder);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.AddRange(run, queue.NewItem(WorkKind.Evaluation, id), EvaluationRunEvents.Started(run, reader, now));
        await db.SaveChangesAsync(CancellationToken.None);
        queue.Wake(WorkKind.Evaluation);
        return run;
    }

    private async Task<Result<LabelledSet>> OpenAsync(string? path, string? split, CancellationToken cancellationToken)
    {
        if (path is not { Length: > 0 and <= 1000 } || !Path.IsPathRooted(path)) return EvaluationRunRefusals.DataPath;
        if (!DataPaths.IsAllowed(path, options.Value.DataRoots)) return EvaluationRunRefusals.DataNotAllowed;
        try
        {
            return await Task.Run(() => LabelledSet.Open(path, split), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return EvaluationRunRefusals.Unreadable;
        }
    }
}
