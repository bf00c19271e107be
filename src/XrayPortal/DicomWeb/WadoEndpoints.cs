using System.Globalization;
using XrayPortal.Accounts;

namespace XrayPortal.DicomWeb;

/// <summary>WADO-RS: objects, their attributes, frames and pictures.</summary>
/// <remarks>Source: DICOM PS3.18, 10.4.</remarks>
internal static class WadoEndpoints
{
    private const string Study = "/studies/{study}";
    private const string Series = Study + "/series/{series}";
    private const string Instance = Series + "/instances/{instance}";

    public static void Map(RouteGroupBuilder web)
    {
        var retrieve = web.MapGroup("").RequireAuthorization(Policies.MayFetchDicom);
        foreach (var path in (string[])[Study, Series, Instance])
        {
            retrieve.MapGet(path, (RetrieveDesk desk) => desk.GiveObjectsAsync());
            retrieve.MapGet(path + "/metadata", (RetrieveDesk desk) => desk.GiveMetadataAsync());
        }

        retrieve.MapGet(Instance + "/frames/{frames}", (string frames, RetrieveDesk desk) => desk.GiveFrameAsync(frames));
        retrieve.MapGet(Instance + "/rendered", (string? quality, RetrieveDesk desk) => desk.GivePictureAsync("1", quality));
        retrieve.MapGet(Instance + "/frames/{frames}/rendered", (string frames, string? quality, RetrieveDesk desk) => desk.GivePictureAsync(frames, quality));
    }

    /// <summary>1 to 100, as the parameter <c>quality</c> has it; null for anything else.</summary>
    public static int? QualityOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var quality) && quality is >= 1 and <= 100 ? quality : null;
}
