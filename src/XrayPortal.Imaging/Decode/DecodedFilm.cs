using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Decode;

public enum FilmFormat
{
    Png,
    Jpeg,
    Dicom,
}

/// <summary>What the file says of the person and the picture. Null where it does not say.</summary>
public sealed record FilmFacts
{
    public static FilmFacts None { get; } = new();

    public string? PatientReference { get; init; }

    public double? AgeYears { get; init; }

    /// <summary>M, F or O.</summary>
    public string? Sex { get; init; }

    /// <summary>AP, PA, LL, RL ... as the file says.</summary>
    public string? View { get; init; }

    public string? Modality { get; init; }

    public string? BodyPart { get; init; }

    public string? Accession { get; init; }

    public string? StudyInstanceUid { get; init; }

    public DateOnly? StudyDate { get; init; }

    public double? PixelSpacingMm { get; init; }
}

/// <summary>A decoded film.</summary>
/// <param name="Image">The film in the presentation that was asked for; without one, what the model sees.</param>
/// <param name="BitsStored">Bits a pixel that the file holds, 1 to 16; deeper pixels count as 16.</param>
public sealed record DecodedFilm(GreyImage Image, FilmFormat Format, int BitsStored, FilmFacts Facts)
{
    /// <summary>Names of the file's own windows and tables, in the order of <see cref="FilmPresentation.Choice"/>; empty where it offers none.</summary>
    public IReadOnlyList<string> Presentations { get; init; } = [];

    /// <summary>Whether the file brings overlays that can be drawn on top.</summary>
    public bool HasOverlays { get; init; }
}
