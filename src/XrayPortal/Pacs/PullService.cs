using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Pacs;

/// <summary>What became of one image that was asked for.</summary>
/// <param name="FilmId">Null where it was not taken in.</param>
/// <param name="Known">The portal had it; nothing was fetched.</param>
internal sealed record PulledImage(string SopInstanceUid, Guid? FilmId, bool Known, Refusal? Refusal);

/// <summary>Finds studies in archives and takes their radiographs in as films, by the same checks as an upload.</summary>
internal sealed class PullService(
    IDbContextFactory<PortalDb> databases, ArchiveDirectory archives, FilmIntake intake, AuditTrail audit)
{
    /// <summary>Studies that one search shows.</summary>
    public const int MostStudies = 100;

    /// <summary>Images that are fetched of one study.</summary>
    public const int MostImages = 50;

    private const string Subject = "archive";

    /// <summary>What counts as a radiograph.</summary>
    public static IReadOnlyList<string> Radiographs { get; } = ["CR", "DX"];

    /// <summary>Names of the archives.</summary>
    public IReadOnlyList<string> Sources => [.. archives.All.Select(a => a.Name)];

    /// <returns>The newest first, at most <see cref="MostStudies"/>.</returns>
    public async Task<Result<IReadOnlyList<ArchiveStudy>>> SearchAsync(string? archive, ArchiveQuery query, Reader reader, CancellationToken cancellationToken)
    {
        if (archives.Find(archive) is not { } source) return PacsRefusals.NoSuchArchive;
        var answer = await archives.Open(source).SearchAsync("studies", query.ToQuery(MostStudies + 1), cancellationToken);
        await audit.RecordAsync(
            reader, PacsEvents.SearchedAction, Subject, source.Name, answer.IsRefused ? Outcomes.Failed : Outcomes.Done,
            answer.Match(studies => $"{studies.Count} studies", refusal => refusal.Code), CancellationToken.None);
        return answer.Match<Result<IReadOnlyList<ArchiveStudy>>>(
            studies => studies.Select(ArchiveStudy.Of).OfType<ArchiveStudy>().OrderByDescending(s => s.Date).Take(MostStudies).ToList(), refusal => refusal);
    }

    /// <summary>Fetches the radiographs of a study that the portal does not have yet.</summary>
    public async Task<Result<IReadOnlyList<PulledImage>>> PullAsync(string? archive, string? study, Reader reader, CancellationToken cancellationToken)
    {
        if (archives.Find(archive) is not { } source) return PacsRefusals.NoSuchArchive;
        if (study is null || !DicomUID.IsValid(study)) return PacsRefusals.StudyUid;
        var client = archives.Open(source);
        var images = await ImagesAsync(client, study, cancellationToken);
        if (images.IsRefused) return images.Refusal;
        if (images.Value.Count == 0) return PacsRefusals.NoRadiographs;
        if (images.Value.Count > MostImages) return PacsRefusals.TooManyImages(images.Value.Count, MostImages);
        return Result.Of(await FetchAsync(client, images.Value, reader, cancellationToken));
    }

    /// <summary>Fetches images and takes them in; says what it did in the trail.</summary>
    public async Task<IReadOnlyList<PulledImage>> FetchAsync(
        ArchiveClient client, IReadOnlyList<ArchiveImage> images, Reader reader, CancellationToken cancellationToken)
    {
        var pulled = new List<PulledImage>(images.Count);
        try
        {
            foreach (var image in images) pulled.Add(await FetchAsync(client, image, reader, cancellationToken));
        }
        finally
        {
            var (known, refused) = (pulled.Count(p => p.Known), pulled.Where(p => p.Refusal is not null).ToList());
            await audit.RecordAsync(
                reader, PacsEvents.PulledAction, Subject, client.Name, refused.Count > 0 ? Outcomes.Failed : Outcomes.Done,
                $"{pulled.Count - known - refused.Count} new, {known} known, {refused.Count} refused{string.Concat(refused.Select(r => r.Refusal!.Code).Distinct().Select(c => $" {c}"))}",
                CancellationToken.None);
        }

        return pulled;
    }

    private static async Task<Result<IReadOnlyList<ArchiveImage>>> ImagesAsync(ArchiveClient client, string study, CancellationToken cancellationToken)
    {
        var images = new List<ArchiveImage>();
        foreach (var modality in Radiographs)
        {
            var found = await client.SearchAsync($"studies/{study}/instances", [new("Modality", modality)], cancellationToken);
            if (found.IsRefused) return found.Refusal;
            images.AddRange(found.Value.Where(i => ModalityOf(i) is null || ModalityOf(i) == modality).Select(i => ArchiveImage.Of(i, study)).OfType<ArchiveImage>());
        }

        return images.DistinctBy(i => i.SopInstanceUid).ToList();
    }

    private async Task<PulledImage> FetchAsync(ArchiveClient client, ArchiveImage image, Reader reader, CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var known = await db.Films.Where(f => f.SopInstanceUid == image.SopInstanceUid).Select(f => (Guid?)f.Id).FirstOrDefaultAsync(cancellationToken);
            if (known is not null) return new PulledImage(image.SopInstanceUid, known, Known: true, null);
        }

        var file = await client.FetchAsync(image.StudyInstanceUid, image.SeriesInstanceUid, image.SopInstanceUid, cancellationToken);
        if (file.IsRefused) return new PulledImage(image.SopInstanceUid, null, Known: false, file.Refusal);
        using var stream = new MemoryStream(file.Value);
        await using var arrival = await intake.SpoolAsync(stream, $"{image.SopInstanceUid}.dcm", cancellationToken);
        if (!arrival.Header.IsRefused && arrival.Uids?.SopInstanceUid != image.SopInstanceUid)
            return new PulledImage(image.SopInstanceUid, null, Known: false, PacsRefusals.OtherObject);
        var receipt = await intake.AdmitAsync(arrival, FilmDetails.None, reader, synthetic: false, cancellationToken);
        return receipt.Match(r => new PulledImage(image.SopInstanceUid, r.Id, r.Duplicate, null), refusal => new PulledImage(image.SopInstanceUid, null, Known: false, refusal));
    }

    private static string? ModalityOf(DicomDataset dataset) => dataset.GetStringOrDefault(DicomTag.Modality);
}
