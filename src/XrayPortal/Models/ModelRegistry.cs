using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrayPortal.Accounts;
using XrayPortal.Data;
using XrayPortal.Imaging;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Models;

/// <summary>The version that scores films now.</summary>
public sealed record LiveModel(ModelPackage Package, string Device, ModelActivation Activation)
{
    public ModelManifest Manifest => Package.Manifest;
}

/// <summary>Knows every model version here, which one is live, and lends its scorer.</summary>
/// <remarks>
/// A package that is missing or broken never stops the portal: <see cref="Live"/> is null then, <see cref="LiveRefusal"/> says why, and
/// films wait. Another version is never taken silently instead of the one that was put live (decision 0031).
/// </remarks>
public sealed partial class ModelRegistry(
    ModelShelf shelf, IDbContextFactory<PortalDb> databases, IOptions<ModelOptions> options, TimeProvider clock, ILogger<ModelRegistry> logger)
    : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly TaskCompletionSource loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Shown now = new([], null, null, ModelRefusals.Loading);

    /// <summary>Raised after another version went live or the list changed; on any thread.</summary>
    public event Action? Changed;

    /// <summary>Null while none can be used; <see cref="LiveRefusal"/> says why.</summary>
    public LiveModel? Live => now.Live;

    public Refusal? LiveRefusal => now.Refusal;

    /// <summary>All packages as last read, broken ones with their reason.</summary>
    public IReadOnlyList<ShelvedModel> List() => now.Shelf;

    /// <summary>Completes when the models were opened for the first time.</summary>
    public Task LoadedAsync(CancellationToken cancellationToken) => loaded.Task.WaitAsync(cancellationToken);

    public ModelPackage? Find(string name, string version) =>
        now.Shelf.FirstOrDefault(m => m.Name == name && m.Version == version && m.Package is not null)?.Package;

    /// <summary>The package, or why it cannot be used.</summary>
    public Result<ModelPackage> Get(string name, string version)
    {
        var found = now.Shelf.Where(m => m.Name == name && m.Version == version).OrderBy(m => m.Package is null).FirstOrDefault();
        if (found is null) return ModelRefusals.NotFound;
        return found.Package is { } package ? package : found.Refusal!;
    }

    /// <summary>Lends the live scorer. Dispose the lease after each film.</summary>
    public Result<ScorerLease> Borrow()
    {
        while (true)
        {
            var (_, scorer, _, refusal) = now;
            if (scorer is null) return refusal ?? ModelRefusals.NoneAtHand;
            if (scorer.TryTake() is { } lease) return lease; // else replaced this very moment: look again
        }
    }

    /// <summary>Reads the folders again and loads what the newest activation names.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await LookAsync(cancellationToken);
        }
        finally
        {
            turn.Release();
        }

        loaded.TrySetResult();
        Changed?.Invoke();
    }

    /// <summary>Puts a version live: checks it anew, records who and why, swaps the scorer.</summary>
    public async Task<Result<ModelActivation>> ActivateAsync(
        string name, string version, string? reason, Reader reader, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        await turn.WaitAsync(cancellationToken);
        try
        {
            await LookAsync(cancellationToken);
            var result = await TryActivateAsync(name, version, reason, reader, cancellationToken);
            if (result.Refusal is { } refusal) await RecordRefusalAsync(name, version, refusal, reader);
            return result;
        }
        finally
        {
            turn.Release();
            Changed?.Invoke();
        }
    }

    /// <summary>Who put what live, newest first.</summary>
    public async Task<IReadOnlyList<ModelActivation>> ActivationsAsync(int count, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ModelActivations.AsNoTracking().OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Take(count).ToListAsync(cancellationToken);
    }

    /// <summary>Copies a package that a run has made into the data folder and lists it; it is not put live.</summary>
    public async Task<Result<ModelPackage>> AdoptAsync(string directory, string from, CancellationToken cancellationToken)
    {
        var adopted = await Task.Run(() => shelf.Adopt(directory), cancellationToken);
        if (adopted.IsRefused) return adopted;
        var manifest = adopted.Value.Manifest;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            db.Add(ModelEvents.Added(manifest.Name, manifest.Version, from, clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
        }

        await RefreshAsync(cancellationToken);
        return adopted;
    }

    /// <summary>The next free version of a name, <c>1.0.0</c> for a new one.</summary>
    public string NextVersion(string name) => ModelVersion.Next(now.Shelf.Where(m => m.Name == name).Select(m => m.Version));

    public void Dispose()
    {
        now.Scorer?.Retire();
        turn.Dispose();
    }

    private async Task<Result<ModelActivation>> TryActivateAsync(
        string name, string version, string? reason, Reader reader, CancellationToken cancellationToken)
    {
        reason = reason?.Trim();
        if (reason is not { Length: > 0 and <= 500 }) return ModelRefusals.ReasonMissing;
        var package = Get(name, version);
        if (package.IsRefused) return package.Refusal;
        if (Live is { } live && live.Manifest.Name == name && live.Manifest.Version == version) return ModelRefusals.LiveAlready;
        var scorer = await LoadAsync(package.Value, cancellationToken);
        if (scorer.IsRefused) return scorer.Refusal;

        var activation = NewActivation(package.Value, reason, reader);
        try
        {
            await SaveAsync(activation, package.Value, reader, cancellationToken);
        }
        catch
        {
            scorer.Value.Dispose();
            throw;
        }

        Swap(now.Shelf, scorer.Value, activation);
        return activation;
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var models = await Task.Run(shelf.Read, cancellationToken);
        foreach (var broken in models.Where(m => m.Refusal is not null && !now.Shelf.Contains(m)))
            Log.Broken(logger, broken.Name, broken.Version, broken.Refusal!.Code);
        var activation = await NewestAsync(cancellationToken) ?? await FirstAsync(models, cancellationToken);
        if (activation is null)
        {
            Clear(models, ModelRefusals.NoneAtHand);
            return;
        }

        var entry = models.Where(m => m.Name == activation.Name && m.Version == activation.Version).OrderBy(m => m.Package is null).FirstOrDefault();
        if (entry?.Package is not { } package)
        {
            Clear(models, entry?.Refusal is { } why
                ? ModelRefusals.LiveIsBroken(activation.Name, activation.Version, why)
                : ModelRefusals.LiveIsGone(activation.Name, activation.Version));
            return;
        }

        if (now.Live is { } live && ReferenceEquals(live.Package, package))
        {
            now = now with { Shelf = models, Live = live with { Activation = activation } };
            return;
        }

        var scorer = await LoadAsync(package, cancellationToken);
        if (scorer.IsRefused) Clear(models, ModelRefusals.LiveIsBroken(activation.Name, activation.Version, scorer.Refusal));
        else Swap(models, scorer.Value, activation);
    }

    private Task<Result<FilmScorer>> LoadAsync(ModelPackage package, CancellationToken cancellationToken) =>
        Task.Run(() => FilmScorer.Load(package, options.Value.Device, options.Value.Threads), cancellationToken);

    private void Swap(IReadOnlyList<ShelvedModel> models, FilmScorer scorer, ModelActivation activation)
    {
        var before = now;
        now = new Shown(models, new SharedScorer(scorer), new LiveModel(scorer.Package, scorer.Device, activation), null);
        before.Scorer?.Retire();
        Log.Live(logger, activation.Name, activation.Version, scorer.Device);
    }

    private void Clear(IReadOnlyList<ShelvedModel> models, Refusal refusal)
    {
        var before = now;
        now = new Shown(models, null, null, refusal);
        before.Scorer?.Retire();
        if (before.Refusal?.Code != refusal.Code) Log.NoneLive(logger, refusal.Code);
    }

    private async Task<ModelActivation?> NewestAsync(CancellationToken cancellationToken) =>
        await ActivationsAsync(1, cancellationToken) is [var newest] ? newest : null;

    /// <summary>Nobody has chosen yet: the highest shipped version (else the highest of all) is taken once, on the record.</summary>
    private async Task<ModelActivation?> FirstAsync(IReadOnlyList<ShelvedModel> models, CancellationToken cancellationToken)
    {
        var best = models.Where(m => m.Package is { Manifest.IsForFilms: true })
            .OrderByDescending(m => m.Shipped).ThenByDescending(m => m.Version, ModelVersion.Order).FirstOrDefault();
        if (best?.Package is not { } package) return null;
        var activation = NewActivation(package, "The first version at hand, taken by the portal at its start.", null);
        await SaveAsync(activation, package, null, cancellationToken);
        return activation;
    }

    private ModelActivation NewActivation(ModelPackage package, string reason, Reader? reader) => new()
    {
        Id = Guid.CreateVersion7(clock.GetUtcNow()),
        Name = package.Manifest.Name,
        Version = package.Manifest.Version,
        Reason = reason,
        ActivatedById = reader?.Id,
        ActivatedByName = reader?.Name ?? "system",
        At = clock.GetUtcNow(),
    };

    private async Task SaveAsync(ModelActivation activation, ModelPackage package, Reader? reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.AddRange(activation, ModelEvents.Activated(activation, package.Manifest.Sha256, reader));
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task RecordRefusalAsync(string name, string version, Refusal refusal, Reader reader)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        db.Add(ModelEvents.Refused(name, version, refusal, reader, clock.GetUtcNow()));
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private sealed record Shown(IReadOnlyList<ShelvedModel> Shelf, SharedScorer? Scorer, LiveModel? Live, Refusal? Refusal);

    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Information, "Model {Name} {Version} is live on {Device}")]
        public static partial void Live(ILogger logger, string name, string version, string device);

        [LoggerMessage(7002, LogLevel.Warning, "No model is live: {Code}")]
        public static partial void NoneLive(ILogger logger, string code);

        [LoggerMessage(7003, LogLevel.Warning, "The package in {Name}/{Version} is not used: {Code}")]
        public static partial void Broken(ILogger logger, string name, string version, string code);
    }
}
