using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Pacs;

/// <summary>Runs a pull rule: asks the archive for images since the rule's day, fetches those that the portal does not have, and comes back later.</summary>
internal sealed partial class PullWorker(
    IDbContextFactory<PortalDb> databases, ArchiveDirectory archives, PullService pulls, TimeProvider clock, ILogger<PullWorker> logger) : IWorkHandler
{
    /// <summary>Images that one run fetches; the rest comes with the next one.</summary>
    private const int MostImagesARun = 200;

    private const int MostSeries = 500;
    private const int MostRemembered = 10_000;

    // What the portal does not take is not fetched again; after a restart once more.
    private readonly ConcurrentDictionary<string, bool> refused = new(StringComparer.Ordinal);

    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(5);

    public WorkKind Kind => WorkKind.Pull;

    public int Concurrency => 1;

    public int MaxAttempts => int.MaxValue; // a rule runs until somebody switches it off

    public async Task HandleAsync(WorkItem item, LeaseKeeper lease, CancellationToken cancellationToken)
    {
        var rule = await FindAsync(item.SubjectId, cancellationToken);
        if (rule is not { IsOn: true }) return; // switched off or removed meanwhile: the item ends
        var outcome = await RunAsync(rule, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        if (await db.PullRules.SingleOrDefaultAsync(r => r.Id == rule.Id, CancellationToken.None) is not { IsOn: true } now) return;
        now.LastRunAt = clock.GetUtcNow();
        (now.LastNew, now.TotalNew) = (outcome.New, now.TotalNew + outcome.New);
        (now.ReasonCode, now.ReasonSentence) = (outcome.Refusal?.Code, outcome.Refusal?.Sentence);
        now.Version++;
        await db.SaveChangesAsync(CancellationToken.None);
        lease.Postpone(outcome.IsMore ? SoonAgain : TimeSpan.FromMinutes(now.EveryMinutes));
        Log.Ran(logger, rule.Id, rule.Archive, outcome.New, outcome.Refusal?.Code);
    }

    private async Task<Outcome> RunAsync(PullRule rule, CancellationToken cancellationToken)
    {
        if (archives.Find(rule.Archive) is not { } archive) return new Outcome(0, PacsRefusals.NoSuchArchive, IsMore: false);
        var client = archives.Open(archive);
        var wanted = await NewImagesAsync(client, rule, cancellationToken);
        if (wanted.IsRefused) return new Outcome(0, wanted.Refusal, IsMore: false);
        if (wanted.Value.Count == 0) return new Outcome(0, null, IsMore: false);
        var now = wanted.Value.Take(MostImagesARun).ToList();
        var pulled = await pulls.FetchAsync(client, now, new Reader(Guid.Empty, $"pull from {archive.Name}", []), cancellationToken);
        if (refused.Count > MostRemembered) refused.Clear();
        foreach (var image in pulled.Where(p => p.Refusal is { Kind: not RefusalKind.Unavailable })) refused[image.SopInstanceUid] = true;
        var taken = pulled.Count(p => p is { Known: false, FilmId: not null });
        return new Outcome(taken, pulled.FirstOrDefault(p => p.Refusal is not null)?.Refusal, taken > 0 && wanted.Value.Count > now.Count);
    }

    private async Task<Result<IReadOnlyList<ArchiveImage>>> NewImagesAsync(ArchiveClient client, PullRule rule, CancellationToken cancellationToken)
    {
        var images = new List<ArchiveImage>();
        foreach (var modality in rule.Modalities.Split(','))
        {
            var series = await client.SearchAsync(
                "series", [new("Modality", modality), new("StudyDate", $"{ArchiveQuery.Day(rule.Since)}-"), new("includefield", "00180015"), new("limit", $"{MostSeries}")], cancellationToken);
            if (series.IsRefused) return series.Refusal;
            foreach (var one in series.Value.Where(s => IsWanted(s, rule, modality)))
            {
                var (study, uid) = (one.GetStringOrDefault(DicomTag.StudyInstanceUid), one.GetStringOrDefault(DicomTag.SeriesInstanceUid));
                if (study is null || uid is null || !DicomUID.IsValid(study) || !DicomUID.IsValid(uid)) continue;
                var found = await client.SearchAsync($"studies/{study}/series/{uid}/instances", [], cancellationToken);
                if (found.IsRefused) return found.Refusal;
                images.AddRange(found.Value.Select(i => ArchiveImage.Of(i.AddOrUpdate(DicomTag.SeriesInstanceUid, uid), study)).OfType<ArchiveImage>());
            }
        }

        return Result.Of(await UnknownAsync(images, cancellationToken));
    }

    // Archives leave conditions unheeded that they do not know, so their answers are looked at again.
    private static bool IsWanted(DicomDataset series, PullRule rule, string modality)
    {
        if (series.GetStringOrDefault(DicomTag.Modality) is { } own && own != modality) return false;
        var parts = rule.BodyParts.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var part = series.GetStringOrDefault(DicomTag.BodyPartExamined);
        return parts.Length == 0 || string.IsNullOrWhiteSpace(part) || parts.Contains(part.Trim().ToUpperInvariant(), StringComparer.Ordinal);
    }

    private async Task<IReadOnlyList<ArchiveImage>> UnknownAsync(List<ArchiveImage> images, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in images.Select(i => i.SopInstanceUid).Distinct().Chunk(500))
            known.UnionWith(await db.Films.Where(f => some.Contains(f.SopInstanceUid)).Select(f => f.SopInstanceUid).ToListAsync(cancellationToken));
        return [.. images.DistinctBy(i => i.SopInstanceUid).Where(i => !known.Contains(i.SopInstanceUid) && !refused.ContainsKey(i.SopInstanceUid))];
    }

    private async Task<PullRule?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.PullRules.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
    }

    private sealed record Outcome(int New, Refusal? Refusal, bool IsMore);

    private static partial class Log
    {
        [LoggerMessage(9101, LogLevel.Information, "Pull rule {RuleId} took {Images} images from {Archive} {Code}")]
        public static partial void Ran(ILogger logger, Guid ruleId, string archive, int images, string? code);
    }
}
