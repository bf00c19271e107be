using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Models;

namespace XrayPortal.Monitoring;

/// <summary>
/// Figures for <c>/metrics</c>: films finished and how long they took, what waits, what runs, room on the disk. Fed by the same word
/// that open pages get, so that no slice has to think of meters.
/// </summary>
internal sealed partial class PortalMeters : BackgroundService
{
    public const string Name = "XrayPortal";

    private readonly IDbContextFactory<PortalDb> databases;
    private readonly FilmNotifier films;
    private readonly TimeProvider clock;
    private readonly ILogger<PortalMeters> logger;
    private readonly TimeSpan every;
    private readonly Counter<long> finished;
    private readonly Histogram<double> duration;
    private readonly Histogram<double> scoring;
    private readonly Channel<FilmChange> changes = Channel.CreateBounded<FilmChange>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly Dictionary<Guid, DateTimeOffset> counted = [];
    private readonly DateTimeOffset started;

    private volatile SystemCounts counts = SystemCounts.None;

    public PortalMeters(
        IMeterFactory meters, IDbContextFactory<PortalDb> databases, FilmNotifier films, ModelRegistry models, DataFolder folder,
        IOptions<MonitoringOptions> options, TimeProvider clock, ILogger<PortalMeters> logger)
    {
        (this.databases, this.films, this.clock, this.logger) = (databases, films, clock, logger);
        started = clock.GetUtcNow();
        every = TimeSpan.FromSeconds(options.Value.CountEverySeconds);
        var meter = meters.Create(Name);
        finished = meter.CreateCounter<long>("xrayportal.films.finished", description: "Films that ended, by state");
        duration = meter.CreateHistogram("xrayportal.films.duration", "s", "From upload to the end", advice: Bounds(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800));
        scoring = meter.CreateHistogram("xrayportal.films.scoring", "s", "The network with resizing and map", advice: Bounds(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10));
        meter.CreateObservableGauge("xrayportal.queue.depth", () => counts.Queue.Select(q => new Measurement<int>(
            q.Count, new KeyValuePair<string, object?>("kind", KebabEnum.Text(q.Kind)), new KeyValuePair<string, object?>("state", KebabEnum.Text(q.State)))),
            description: "Items of work that wait or run");
        meter.CreateObservableGauge("xrayportal.films", () => counts.Films.Select(f => new Measurement<int>(
            f.Count, new KeyValuePair<string, object?>("state", KebabEnum.Text(f.State)))), description: "Films in the portal, by state");
        meter.CreateObservableGauge("xrayportal.runs", () => new[]
        {
            new Measurement<int>(counts.TrainingRuns, new KeyValuePair<string, object?>("kind", "training")),
            new Measurement<int>(counts.EvaluationRuns, new KeyValuePair<string, object?>("kind", "evaluation")),
        }, description: "Runs in the portal, by kind");
        meter.CreateObservableGauge("xrayportal.disk.free", () => DiskSpace.Of(folder).FreeBytes, "By", "Room on the disk of the data folder");
        meter.CreateObservableGauge("xrayportal.model.live", () => models.Live is null ? 0 : 1, description: "1 while a model is live");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = films.Subscribe(change => changes.Writer.TryWrite(change));
        try
        {
            await Task.WhenAll(CountAsync(stoppingToken), MeasureAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private async Task CountAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(every, clock);
        do
        {
            await TryAsync(async () => counts = await SystemCounts.ReadAsync(databases, stopping), stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task MeasureAsync(CancellationToken stopping)
    {
        await foreach (var change in changes.Reader.ReadAllAsync(stopping))
        {
            if (change.State is FilmState.Queued or FilmState.Running) continue;
            await TryAsync(() => MeasureAsync(change, stopping), stopping);
        }
    }

    private async Task MeasureAsync(FilmChange change, CancellationToken stopping)
    {
        await using var db = await databases.CreateDbContextAsync(stopping);
        var film = await db.Films.AsNoTracking().Where(f => f.Id == change.FilmId).Select(f => new { f.UploadedAt, f.FinishedAt }).SingleOrDefaultAsync(stopping);
        if (film?.FinishedAt is not { } end || !IsNew(change.FilmId, end)) return;
        finished.Add(1, new KeyValuePair<string, object?>("state", KebabEnum.Text(change.State)));
        duration.Record((end - film.UploadedAt).TotalSeconds);
        var milliseconds = await db.FilmResults.AsNoTracking().Where(r => r.FilmId == change.FilmId).OrderByDescending(r => r.ScoredAt)
            .Select(r => (double?)r.Milliseconds).FirstOrDefaultAsync(stopping);
        if (milliseconds is { } value) scoring.Record(value / 1000);
    }

    /// <summary>Pages are also told of a finished film when somebody flags it: each end counts once.</summary>
    private bool IsNew(Guid filmId, DateTimeOffset end)
    {
        if (end < started || (counted.TryGetValue(filmId, out var before) && before == end)) return false;
        if (counted.Count > 10_000) counted.Clear();
        counted[filmId] = end;
        return true;
    }

    private static InstrumentAdvice<double> Bounds(params double[] seconds) => new() { HistogramBucketBoundaries = seconds };

    private async Task TryAsync(Func<Task> read, CancellationToken stopping)
    {
        try
        {
            await read();
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            Log.ReadFailed(logger, failure); // a figure less is no reason to stop anything
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9001, LogLevel.Warning, "Figures for /metrics could not be read; trying again")]
        public static partial void ReadFailed(ILogger logger, Exception failure);
    }
}
