using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Models;
using XrayPortal.Networks;

namespace XrayPortal.TrainingRuns;

/// <summary>A labelled set as the form shows it before a run starts.</summary>
public sealed record SetPreview(string Name, int Films, int Positives, int Patients);

/// <summary>Starts, shows and stops training runs; the work itself is <see cref="TrainingWorker"/>'s.</summary>
public sealed partial class TrainingRunService(
    IDbContextFactory<PortalDb> databases, WorkQueue queue, Engine engine, NetworkInspector networks, ModelRegistry models, TrainingRunFeed feed, AuditTrail trail, DataFolder data,
    IOptions<TrainingRunOptions> options, TimeProvider clock, ILogger<TrainingRunService> logger)
{
    private const int Shown = 200;
    private const int MostFurtherSets = 20;

    public async Task<Result<TrainingRun>> StartAsync(TrainingDraft draft, Reader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(reader);
        var result = await TryStartAsync(draft, reader, cancellationToken);
        if (result.Refusal is { } refusal)
            await trail.RecordAsync(reader, TrainingRunEvents.StartedAction, TrainingRunEvents.Subject, "", Outcomes.Refused, refusal.Code, CancellationToken.None);
        return result;
    }

    /// <summary>Newest first, at most 200.</summary>
    public async Task<IReadOnlyList<TrainingRun>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.TrainingRuns.AsNoTracking().OrderByDescending(r => r.CreatedAt).Take(Shown).ToListAsync(cancellationToken);
    }

    public async Task<Result<TrainingRun>> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.TrainingRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is { } run ? run : TrainingRunRefusals.NotFound;
    }

    /// <summary>Where the run stands: live, or as its log tells.</summary>
    public Task<TrainingSnapshot> SnapshotAsync(TrainingRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return feed.Find(run.Id) is { } live
            ? Task.FromResult(live)
            : Task.Run(() => new TrainingRunFolder(run.RunFolder).ReadProgress().Snapshot(), cancellationToken);
    }

    /// <summary>The engine's log so far, whole lines.</summary>
    public async Task<Result<IReadOnlyList<string>>> LogAsync(Guid id, CancellationToken cancellationToken)
    {
        var run = await FindAsync(id, cancellationToken);
        return run.IsRefused ? run.Refusal : Result.Of(await Task.Run(() => new TrainingRunFolder(run.Value.RunFolder).ReadLog(), cancellationToken));
    }

    /// <summary>Asks a run to stop. One that waits is stopped at once; one under way writes a checkpoint first.</summary>
    public async Task<Result<TrainingRun>> StopAsync(Guid id, Reader reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var run = await db.TrainingRuns.SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (run is null) return TrainingRunRefusals.NotFound;
        if (run.State is not (TrainingRunState.Queued or TrainingRunState.Running)) return TrainingRunRefusals.NothingToStop;
        // The mark is a file: it is seen by whichever node runs it, and after a crash.
        Directory.CreateDirectory(run.RunFolder);
        await File.WriteAllTextAsync(new TrainingRunFolder(run.RunFolder).StopMark, reader.Name, cancellationToken);
        db.Add(AuditEvent.Of(reader, TrainingRunEvents.StopAction, TrainingRunEvents.Subject, id.ToString(), Outcomes.Done, "", clock.GetUtcNow()));
        run.Message = $"{reader.Name} asked to stop this run.";
        await db.SaveChangesAsync(CancellationToken.None);
        queue.Wake(WorkKind.Training);
        feed.Tell(id);
        return run;
    }

    /// <summary>Lets a stopped or failed run go on from its last checkpoint, or from the start where there is none.</summary>
    public async Task<Result<TrainingRun>> ResumeAsync(Guid id, Reader reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var run = await db.TrainingRuns.SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (run is null) return TrainingRunRefusals.NotFound;
        if (run.State is not (TrainingRunState.Stopped or TrainingRunState.Failed)) return TrainingRunRefusals.NotStopped;
        var located = engine.Locate();
        if (located.IsRefused) return located.Refusal;
        File.Delete(new TrainingRunFolder(run.RunFolder).StopMark);
        (run.State, run.Message, run.FinishedAt) = (TrainingRunState.Queued, null, null);
        db.AddRange(queue.NewItem(WorkKind.Training, id), TrainingRunEvents.Resumed(run, reader, clock.GetUtcNow()));
        await db.SaveChangesAsync(CancellationToken.None);
        queue.Wake(WorkKind.Training);
        feed.Tell(id);
        return run;
    }

    /// <summary>Opens a labelled set as a run would; says how many films it holds.</summary>
    public async Task<Result<SetPreview>> PreviewAsync(string? path, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Length > 1000 || !Path.IsPathRooted(path)) return TrainingRunRefusals.DataPath;
        if (!DataPaths.IsAllowed(path, options.Value.DataRoots)) return TrainingRunRefusals.DataNotAllowed;
        try
        {
            var set = await Task.Run(() => LabelledSet.Open(path), cancellationToken);
            return set.Match<Result<SetPreview>>(
                s => new SetPreview(s.Name, s.Films.Count, s.Films.Count(f => f.Label == 1), s.Films.Select(f => f.Patient).Distinct().Count()),
                refusal => refusal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return TrainingRunRefusals.Unreadable;
        }
    }

    private async Task<Result<TrainingRun>> TryStartAsync(TrainingDraft draft, Reader reader, CancellationToken cancellationToken)
    {
        var name = draft.Name?.Trim() ?? "";
        if (!NamePattern().IsMatch(name)) return TrainingRunRefusals.Name;
        var further = FurtherPaths(draft);
        if (further.IsRefused) return further.Refusal;
        await models.LoadedAsync(cancellationToken);
        var plan = TrainingPlan.From(draft, further.Value, models.Live?.Manifest);
        if (plan.IsRefused) return plan.Refusal;
        // Nobody waits for the engine's first build here: what it has not listed yet it refuses itself when the run begins.
        if (networks.Known is { } list && plan.Value.Recipe.Check(list).Refusal is { } unknown) return unknown;
        var located = engine.Locate();
        if (located.IsRefused) return located.Refusal;
        foreach (var path in new[] { draft.DataPath?.Trim() }.Concat(further.Value))
            if ((await PreviewAsync(path, cancellationToken)).Refusal is { } unfit) return unfit;

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var run = new TrainingRun
        {
            Id = id,
            Name = name,
            DataPath = Path.GetFullPath(draft.DataPath!.Trim()),
            RecipeJson = plan.Value.ToJson(),
            IncludeFlagged = draft.IncludeFlagged,
            StartedById = reader.Id,
            StartedByName = reader.Name,
            CreatedAt = now,
            RunFolder = Path.Combine(data.Runs, id.ToString()),
        };
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.AddRange(run, queue.NewItem(WorkKind.Training, id), TrainingRunEvents.Started(run, reader, now));
        await db.SaveChangesAsync(CancellationToken.None);
        queue.Wake(WorkKind.Training);
        Log.Started(logger, id);
        return run;
    }

    /// <summary>The further sets as full paths; where each lies is checked with the first.</summary>
    private static Result<IReadOnlyList<string>> FurtherPaths(TrainingDraft draft)
    {
        var typed = (draft.With ?? []).Select(p => p?.Trim() ?? "").ToList();
        if (typed.Count > MostFurtherSets) return TrainingRunRefusals.TooManySets;
        if (typed.Append(draft.DataPath?.Trim() ?? "").Any(p => !Path.IsPathRooted(p) || p.Contains('\0', StringComparison.Ordinal))) return TrainingRunRefusals.DataPath;
        List<string> full = [.. typed.Select(Path.GetFullPath)];
        var all = full.Append(Path.GetFullPath(draft.DataPath!.Trim())).Select(Path.TrimEndingDirectorySeparator).ToList();
        return all.Distinct(StringComparer.Ordinal).Count() < all.Count ? TrainingRunRefusals.SetTwice : full;
    }

    [System.Text.RegularExpressions.GeneratedRegex("^[a-z0-9][a-z0-9.-]{0,63}$")]
    private static partial System.Text.RegularExpressions.Regex NamePattern();

    private static partial class Log
    {
        [LoggerMessage(8001, LogLevel.Information, "Training run {RunId} is queued")]
        public static partial void Started(ILogger logger, Guid runId);
    }
}
