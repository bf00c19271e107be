using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Models;

namespace XrayPortal.EvaluationRuns;

/// <summary>Measures a model version on a labelled set, with a scorer of its own, beside the work on patients' films.</summary>
internal sealed class EvaluationWorker(
    IDbContextFactory<PortalDb> databases, ModelRegistry models, EvaluationRunFeed feed, IOptions<EvaluationRunOptions> options,
    IOptions<ModelOptions> modelOptions, TimeProvider clock) : IWorkHandler
{
    private static readonly TimeSpan Telling = TimeSpan.FromMilliseconds(500);

    public WorkKind Kind => WorkKind.Evaluation;

    public int Concurrency => 1;

    public async Task HandleAsync(WorkItem item, LeaseKeeper lease, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var run = await db.EvaluationRuns.SingleOrDefaultAsync(r => r.Id == item.SubjectId, cancellationToken);
        if (run is null || run.State is not (EvaluationRunState.Queued or EvaluationRunState.Running)) return;
        run.State = EvaluationRunState.Running;
        await db.SaveChangesAsync(cancellationToken);
        feed.Report(run.Id, 0);
        try
        {
            await models.LoadedAsync(cancellationToken);
            var measured = await MeasureAsync(run, cancellationToken);
            if (measured.Refusal is { } refusal) (run.State, run.Message) = (EvaluationRunState.Failed, refusal.Sentence);
            else (run.State, run.MetricsJson) = (EvaluationRunState.Done, JsonSerializer.Serialize(measured.Value, ModelManifest.Json));
            run.FinishedAt = clock.GetUtcNow();
            db.Add(EvaluationRunEvents.Ended(run, clock.GetUtcNow()));
            lease.CompleteIn(db);
            await db.SaveChangesAsync(CancellationToken.None);
        }
        finally
        {
            feed.End(run.Id);
        }
    }

    public async Task GiveUpAsync(WorkItem item, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var run = await db.EvaluationRuns.SingleOrDefaultAsync(r => r.Id == item.SubjectId, cancellationToken);
        if (run is null || run.State is EvaluationRunState.Failed or EvaluationRunState.Done) return;
        (run.State, run.Message, run.FinishedAt) = (EvaluationRunState.Failed, EvaluationRunRefusals.GivenUp.Sentence, clock.GetUtcNow());
        db.Add(EvaluationRunEvents.Ended(run, clock.GetUtcNow()));
        await db.SaveChangesAsync(CancellationToken.None);
        feed.End(run.Id);
    }

    private async Task<Result<EvaluationSummary>> MeasureAsync(EvaluationRun run, CancellationToken cancellationToken)
    {
        var package = models.Get(run.ModelName, run.ModelVersion);
        if (package.IsRefused) return package.Refusal;
        return await Task.Run<Result<EvaluationSummary>>(() =>
        {
            var set = LabelledSet.Open(run.DataPath, run.Split);
            if (set.IsRefused) return set.Refusal;
            var scorer = FilmScorer.Load(package.Value, modelOptions.Value.Device, threads: 1);
            if (scorer.IsRefused) return scorer.Refusal;
            using var own = scorer.Value;
            var settings = EvaluationRequest.Read(run.Folder).Options(options.Value);
            var report = Evaluator.Evaluate(own, set.Value, settings, new Progress(feed, clock, run.Id), cancellationToken);
            if (report.IsRefused) return report.Refusal;
            report.Value.WriteTo(run.Folder);
            EvaluationRunFiles.WriteWorst(report.Value, set.Value, run.Folder);
            return report.Value.Summary;
        }, cancellationToken);
    }

    /// <summary>Told by many threads after each film; passes on twice a second.</summary>
    private sealed class Progress(EvaluationRunFeed feed, TimeProvider clock, Guid runId) : IProgress<EvaluationProgress>
    {
        private long told;

        public void Report(EvaluationProgress value)
        {
            var (now, before) = (clock.GetTimestamp(), Interlocked.Read(ref told));
            if (before != 0 && clock.GetElapsedTime(before, now) < Telling) return;
            if (Interlocked.CompareExchange(ref told, now, before) != before) return;
            feed.Report(runId, (double)value.Done / value.Total);
        }
    }
}
