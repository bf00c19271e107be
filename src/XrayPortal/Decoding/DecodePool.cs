using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;

namespace XrayPortal.Decoding;

/// <summary>
/// Decodes untrusted films in child processes, a few side by side (ADR 0042). A process that ends is replaced and the film tried once more; one that
/// takes too long is ended and its film refused.
/// </summary>
public sealed partial class DecodePool : IDisposable
{
    private readonly ConcurrentBag<DecodeProcess> idle = [];
    private readonly ConcurrentDictionary<int, DecodeProcess> started = new();
    private readonly SemaphoreSlim places;
    private readonly DecodeOptions options;
    private readonly DecodeLimits limits;
    private readonly ILogger<DecodePool> logger;
    private readonly Counter<long> ended;
    private readonly Histogram<double> duration;
    private readonly TimeProvider clock;
    private volatile bool disposed;
    private volatile bool mute;
    private long endedFilms;

    public DecodePool(IOptions<DecodeOptions> options, IOptions<FilmOptions> films, IMeterFactory meters, TimeProvider clock, ILogger<DecodePool> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(films);
        ArgumentNullException.ThrowIfNull(meters);
        (this.options, limits, this.clock, this.logger) = (options.Value, films.Value.Limits, clock, logger);
        places = new SemaphoreSlim(this.options.Workers);
        var meter = meters.Create("XrayPortal.Decoding");
        ended = meter.CreateCounter<long>("xrayportal.decoder.ended", description: "Decoding processes that ended or were ended in the middle of a film");
        duration = meter.CreateHistogram<double>("xrayportal.decoder.duration", "s", "A film through a decoding process, waiting for one included");
    }

    /// <summary>Numbers of the processes that are kept, idle and busy.</summary>
    public IReadOnlyCollection<int> Processes => [.. started.Keys];

    /// <summary>Whether the last process that was started answered, or none has been needed yet.</summary>
    public bool Works => !mute;

    /// <summary>How often a process ended, or was ended, in the middle of a film since the portal's start.</summary>
    public long Ended => Interlocked.Read(ref endedFilms);

    /// <summary>Starts the processes before the first film needs them, and asks each something: what does not work is in the log before anybody waits for it.</summary>
    public async Task WarmAsync(CancellationToken cancellationToken)
    {
        while (!disposed && idle.Count < options.Workers && !cancellationToken.IsCancellationRequested && Start() is { } process)
        {
            var answer = await process.AskAsync(ReadOnlyMemory<byte>.Empty, limits, presentation: null, options.Seconds);
            if (answer.Film is not null)
            {
                mute = false;
                Give(process);
                continue;
            }

            mute = true;
            Log.Mute(logger);
            End(process);
            return;
        }
    }

    /// <param name="file">All bytes of the film.</param>
    /// <param name="presentation">How a person wants to see a DICOM film; null for what a model sees.</param>
    public Task<Result<DecodedFilm>> DecodeAsync(ReadOnlyMemory<byte> file, FilmPresentation? presentation, CancellationToken cancellationToken) =>
        AskAsync(file, process => process.AskAsync(file, limits, presentation, options.Seconds), cancellationToken);

    /// <summary>A DICOM object without compression, in explicit VR little endian.</summary>
    /// <param name="file">All bytes of the object.</param>
    public Task<Result<byte[]>> DecompressAsync(ReadOnlyMemory<byte> file, CancellationToken cancellationToken) =>
        AskAsync(file, process => process.AskForObjectAsync(file, limits, options.Seconds), cancellationToken);

    public void Dispose()
    {
        disposed = true;
        foreach (var process in started.Values) End(process); // the busy ones, too: their films are queued still
    }

    private async Task<Result<T>> AskAsync<T>(ReadOnlyMemory<byte> file, Func<DecodeProcess, Task<DecodeAnswer<T>>> ask, CancellationToken cancellationToken)
        where T : notnull
    {
        if (file.Length > limits.MaxFileBytes) return Imaging.Decode.FilmRefusals.TooLargeFile(limits.MaxFileBytes);
        var asked = clock.GetTimestamp();
        await places.WaitAsync(cancellationToken);
        try
        {
            return await TryTwiceAsync(ask);
        }
        finally
        {
            places.Release();
            duration.Record(clock.GetElapsedTime(asked).TotalSeconds);
        }
    }

    // A process may have been ended by somebody else, or be spoilt by an earlier film: the film gets a fresh one before it is blamed.
    private async Task<Result<T>> TryTwiceAsync<T>(Func<DecodeProcess, Task<DecodeAnswer<T>>> ask)
        where T : notnull
    {
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            if (Take(fresh: attempt == 2) is not { } process) return DecodeRefusals.CannotStart;
            var answer = await ask(process);
            if (answer.Film is { } film)
            {
                mute = false;
                Give(process);
                return film;
            }

            ended.Add(1);
            Interlocked.Increment(ref endedFilms);
            Log.Ended(logger, process.Id, answer.Stalled ? "was ended for taking too long" : "ended");
            End(process);
            if (answer.Stalled) return DecodeRefusals.Stalled;
        }

        return DecodeRefusals.Ended;
    }

    private DecodeProcess? Take(bool fresh)
    {
        while (!fresh && idle.TryTake(out var process))
        {
            if (!process.HasEnded) return process;
            End(process);
        }

        return Start();
    }

    private void Give(DecodeProcess process)
    {
        if (disposed || process.HasEnded || process.Asked >= options.FilmsPerWorker || idle.Count >= options.Workers) End(process);
        else idle.Add(process);
    }

    private void End(DecodeProcess process)
    {
        if (started.TryRemove(process.Id, out _)) process.Dispose();
    }

    private DecodeProcess? Start()
    {
        try
        {
            var process = DecodeProcess.Start(limits, options);
            started[process.Id] = process;
            return process;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            mute = true;
            Log.CannotStart(logger, e);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Warning, "Decoding process {ProcessId} {How}, in the middle of a film")]
        public static partial void Ended(ILogger logger, int processId, string how);

        [LoggerMessage(2303, LogLevel.Error, "A decoding process was started and does not answer; films will be refused. 'XrayPortal decode-worker 1000000000 15' run by hand says why.")]
        public static partial void Mute(ILogger logger);

        [LoggerMessage(2302, LogLevel.Error, "No decoding process can be started")]
        public static partial void CannotStart(ILogger logger, Exception exception);
    }
}
