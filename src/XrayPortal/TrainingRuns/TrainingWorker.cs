using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Models;

namespace XrayPortal.TrainingRuns;

/// <summary>
/// Runs the learning engine for one training run: first start or from its checkpoint, until it ends, is stopped, or the portal stops.
/// The model that comes out is put on the shelf, never live.
/// </summary>
internal sealed partial class TrainingWorker(
    IDbContextFactory<PortalDb> databases, Engine engine, ModelRegistry models, EngineArguments engineArguments, TrainingRunFeed feed,
    IOptions<TrainingRunOptions> options, TimeProvider clock, ILogger<TrainingWorker> logger) : IWorkHandler
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly TimeSpan grace = TimeSpan.FromSeconds(options.Value.StopGraceSeconds);

    public WorkKind Kind => WorkKind.Training;

    public int Concurrency => 1; // a run takes the whole machine

    public int MaxAttempts => options.Value.Attempts;

    public async Task HandleAsync(WorkItem item, LeaseKeeper lease, CancellationToken cancellationToken)
    {
        var run = await FindAsync(item.SubjectId, cancellationToken);
        if (run is null || run.State is TrainingRunState.Done or TrainingRunState.Failed or TrainingRunState.Stopped) return;
        var folder = new TrainingRunFolder(Directory.CreateDirectory(run.RunFolder).FullName);
        await EngineProcess.EndOrphanAsync(folder, grace, cancellationToken);
        var progress = folder.ReadProgress();
        if (progress.Snapshot().End is { Outcome: "done" } ready) // the portal died between the engine's end and its own save
        {
            await EndDoneAsync(run, ready, lease);
            return;
        }

        if (folder.StopAsked)
        {
            await EndAsync(run, TrainingRunState.Stopped, run.Message ?? "Stopped.", lease);
            return;
        }

        var located = engine.Locate();
        if (located.IsRefused)
        {
            await EndAsync(run, TrainingRunState.Failed, located.Refusal.Sentence, lease);
            return;
        }

        run = await BeginAsync(run.Id, cancellationToken);
        var arguments = await engineArguments.ForAsync(run, folder, cancellationToken);
        if (arguments.IsRefused)
        {
            await EndAsync(run, TrainingRunState.Failed, arguments.Refusal.Sentence, lease);
            return;
        }

        feed.Begin(run.Id, progress);
        try
        {
            await RunAsync(run, located.Value, arguments.Value, folder, progress, lease, cancellationToken);
        }
        finally
        {
            feed.End(run.Id);
        }
    }

    public async Task GiveUpAsync(WorkItem item, CancellationToken cancellationToken)
    {
        if (await FindAsync(item.SubjectId, cancellationToken) is not { State: TrainingRunState.Queued or TrainingRunState.Running } run) return;
        await EndAsync(run, TrainingRunState.Failed, run.Message ?? "The learning engine ended several times without saying why. Its log and errors.log in the run's folder may tell.", null);
    }

    private async Task RunAsync(
        TrainingRun run, string path, IReadOnlyList<string> arguments, TrainingRunFolder folder, TrainingProgress progress, LeaseKeeper lease,
        CancellationToken cancellationToken)
    {
        using var process = EngineProcess.Start(path, arguments, folder, line =>
        {
            if (progress.Add(line) is not null) feed.Tell(run.Id);
        });
        Log.Began(logger, run.Id, arguments[1] == "--resume");
        var ending = process.WaitAsync(CancellationToken.None);
        try
        {
            while (await Task.WhenAny(ending, Task.Delay(Look, clock, cancellationToken)) != ending)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (folder.StopAsked) await process.StopAsync(grace);
                else await lease.ReportAsync(progress.Snapshot().Share, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            await process.StopAsync(grace); // the portal stops or has lost the lease; whoever comes next resumes from the checkpoint
            throw;
        }

        var code = await ending;
        var end = progress.Snapshot().End;
        if (folder.StopAsked) await EndAsync(run, TrainingRunState.Stopped, StopMessage(folder), lease);
        else if (end is { Outcome: "done" }) await EndDoneAsync(run, end, lease);
        else if (end is { Outcome: "stopped" }) await EndAsync(run, TrainingRunState.Stopped, "The engine was stopped from outside. The run can go on from its checkpoint.", lease);
        else if (end is not null) await EndAsync(run, TrainingRunState.Failed, end.Message ?? end.Code ?? "The engine failed without saying why.", lease);
        else if (code is not 0 && process.LastError.Length > 0 && code < 128) await EndAsync(run, TrainingRunState.Failed, Said(process.LastError), lease);
        else throw new InvalidOperationException($"The learning engine ended with {code} and without its last line."); // killed: go on from the checkpoint
    }

    private async Task EndDoneAsync(TrainingRun run, TrainingEnd end, LeaseKeeper lease)
    {
        var package = end.Package ?? Path.Combine(run.RunFolder, "package");
        var adopted = await models.AdoptAsync(package, $"training run {run.Id}", CancellationToken.None);
        if (adopted.IsRefused)
        {
            await EndAsync(run, TrainingRunState.Failed, adopted.Refusal.Sentence, lease);
            return;
        }

        var manifest = adopted.Value.Manifest;
        await EndAsync(run, TrainingRunState.Done, null, lease, row =>
            (row.ModelName, row.ModelVersion, row.MetricsJson) = (manifest.Name, manifest.Version, end.MetricsJson));
    }

    private async Task EndAsync(TrainingRun run, TrainingRunState state, string? message, LeaseKeeper? lease, Action<TrainingRun>? more = null)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        var row = await db.TrainingRuns.SingleAsync(r => r.Id == run.Id, CancellationToken.None);
        (row.State, row.Message, row.FinishedAt) = (state, message is { Length: > 1000 } ? message[..1000] : message, clock.GetUtcNow());
        more?.Invoke(row);
        db.Add(TrainingRunEvents.Ended(row, clock.GetUtcNow()));
        lease?.CompleteIn(db);
        await db.SaveChangesAsync(CancellationToken.None);
        feed.Tell(run.Id);
        Log.Ended(logger, run.Id, state);
    }

    /// <summary>Marks the run as running and reserves its version, so that two runs of one name never make the same.</summary>
    private async Task<TrainingRun> BeginAsync(Guid id, CancellationToken cancellationToken)
    {
        await models.LoadedAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var run = await db.TrainingRuns.SingleAsync(r => r.Id == id, cancellationToken);
        run.State = TrainingRunState.Running;
        run.StartedAt ??= clock.GetUtcNow();
        if (run.ModelVersion is null)
        {
            var reserved = await db.TrainingRuns.Where(r => r.ModelName == run.Name && r.ModelVersion != null).Select(r => r.ModelVersion!).ToListAsync(cancellationToken);
            (run.ModelName, run.ModelVersion) = (run.Name, ModelVersion.Next([.. reserved, .. models.List().Where(m => m.Name == run.Name).Select(m => m.Version)]));
        }

        await db.SaveChangesAsync(cancellationToken);
        feed.Tell(id);
        return run;
    }

    private async Task<TrainingRun?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.TrainingRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
    }

    private static string StopMessage(TrainingRunFolder folder) => $"Stopped by {File.ReadAllText(folder.StopMark)}. " +
        (folder.HasCheckpoint ? "It can go on from its checkpoint." : "It had no checkpoint yet.");

    /// <summary>A refusal on standard error reads <c>code: sentence</c>; people get the sentence.</summary>
    private static string Said(string error) => error.Split(": ", 2) is [var code, var sentence] && !code.Contains(' ', StringComparison.Ordinal) ? sentence : error;

    private static partial class Log
    {
        [LoggerMessage(8011, LogLevel.Information, "The engine works on training run {RunId} (resumed: {Resumed})")]
        public static partial void Began(ILogger logger, Guid runId, bool resumed);

        [LoggerMessage(8012, LogLevel.Information, "Training run {RunId} ended as {State}")]
        public static partial void Ended(ILogger logger, Guid runId, TrainingRunState state);
    }
}
