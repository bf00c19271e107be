using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrayPortal.Accounts;
using XrayPortal.Audit;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.DicomWeb;

/// <summary>What became of one object of a request to store.</summary>
/// <param name="Uids">As far as the object could be read.</param>
/// <param name="Refusal">Null where it is stored.</param>
internal sealed record StowOutcome(DicomHeaderUids? Uids, Refusal? Refusal);

/// <summary>
/// Takes DICOM objects in: each part straight from the wire to a temporary file, all admitted as films when the request is complete. A request
/// that breaks off leaves nothing; what is reported as stored is on the disk, and sending it again changes nothing.
/// </summary>
/// <remarks>Source: DICOM PS3.18, 10.5.</remarks>
internal sealed class StowService(
    FilmIntake intake, IDbContextFactory<PortalDb> databases, AuditTrail audit, IOptions<DicomWebOptions> options)
{
    private const string Dicom = "application/dicom";
    private const int LongestBoundary = 200; // RFC 2046, section 5.1.1 allows 70, Orthanc sends 73
    private const int NoSpaceLeft = 28; // ENOSPC, errno(3)

    // The same identifier twice at once: one after the other, so that the later one finds the first.
    private readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1))];

    /// <param name="study">The study that all objects must belong to; null: any.</param>
    public async Task<Result<IReadOnlyList<StowOutcome>>> ReceiveAsync(
        HttpRequest request, string? study, Reader reader, CancellationToken cancellationToken)
    {
        if (BoundaryOf(MediaType.Parse(request.ContentType)) is not { } boundary) return DicomWebRefusals.NotMultipart;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = options.Value.MaxRequestBytes;
        var parts = new List<Part>();
        try
        {
            if (await SpoolAllAsync(new MultipartReader(boundary, request.Body), parts, cancellationToken) is { } refusal) return refusal;
            var outcomes = new List<StowOutcome>(parts.Count);
            foreach (var part in parts) outcomes.Add(await AdmitAsync(part, study, reader, cancellationToken));
            return outcomes;
        }
        finally
        {
            foreach (var part in parts)
            {
                if (part.Arrival is { } arrival) await arrival.DisposeAsync();
            }
        }
    }

    private async Task<Refusal?> SpoolAllAsync(MultipartReader reader, List<Part> parts, CancellationToken cancellationToken)
    {
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (parts.Count == options.Value.MaxInstancesPerRequest) return DicomWebRefusals.TooManyInstances(parts.Count);
                parts.Add(await SpoolAsync(section, cancellationToken));
            }
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return DicomWebRefusals.RequestTooLarge;
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException && !cancellationToken.IsCancellationRequested)
        {
            return DicomWebRefusals.Malformed;
        }

        return parts.Count == 0 ? DicomWebRefusals.NoInstance : null;
    }

    private async Task<Part> SpoolAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        if (MediaType.Parse(section.ContentType) is { } type && type.Name != Dicom) return new Part(null, StowRefusals.PartType);
        try
        {
            return new Part(await intake.SpoolAsync(section.Body, null, cancellationToken), null);
        }
        catch (IOException full) when (full.HResult == NoSpaceLeft)
        {
            return new Part(null, StowRefusals.OutOfSpace);
        }
    }

    private async Task<StowOutcome> AdmitAsync(Part part, string? study, Reader reader, CancellationToken cancellationToken)
    {
        var uids = part.Arrival?.Uids;
        var turn = turns[(uint)string.GetHashCode(uids?.SopInstanceUid, StringComparison.Ordinal) % turns.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            if ((part.Refusal ?? await RefusalOfAsync(part.Arrival!, study, cancellationToken)) is { } refusal) // one of the two is there
            {
                await audit.RecordAsync(
                    reader, FilmEvents.RefusedAction, FilmEvents.Subject, "", Outcomes.Refused, refusal.Code, CancellationToken.None);
                return new StowOutcome(uids, refusal);
            }

            var arrival = part.Arrival! with { Name = $"{uids!.SopInstanceUid}.dcm" };
            var receipt = await intake.AdmitAsync(arrival, FilmDetails.None, reader, synthetic: false, cancellationToken);
            return new StowOutcome(uids, receipt.Refusal);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<Refusal?> RefusalOfAsync(FilmArrival arrival, string? study, CancellationToken cancellationToken)
    {
        if (arrival.Header.Refusal is { } refusal) return StowFailures.AsOfDicom(refusal);
        if (arrival.Header.Value.Format != FilmFormat.Dicom) return StowRefusals.NotDicom;
        if (arrival.Uids is not { SopInstanceUid: { } instance, SopClassUid: not null, SeriesInstanceUid: not null, StudyInstanceUid: { } own })
            return StowRefusals.NoIdentifiers;
        if (study is not null && study != own) return StowRefusals.OtherStudy;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hashes = await db.Films.Where(f => f.SopInstanceUid == instance).Select(f => f.Sha256).ToListAsync(cancellationToken);
        return hashes.Count == 0 || hashes.Contains(arrival.Sha256) ? null : StowRefusals.Duplicate;
    }

    private static string? BoundaryOf(MediaType? type)
    {
        if (type is not { Name: "multipart/related" }) return null;
        if (type["type"] is { } root && !root.Equals(Dicom, StringComparison.OrdinalIgnoreCase)) return null;
        return type["boundary"] is { Length: > 0 and <= LongestBoundary } boundary ? boundary : null;
    }

    /// <summary>One part of the request: what arrived, or why it was not taken.</summary>
    private sealed record Part(FilmArrival? Arrival, Refusal? Refusal);
}
