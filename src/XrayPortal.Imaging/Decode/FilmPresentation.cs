namespace XrayPortal.Imaging.Decode;

/// <summary>The window functions of DICOM.</summary>
public enum VoiFunction
{
    Linear,
    LinearExact,
    Sigmoid,
}

/// <summary>A window, in modality units.</summary>
/// <param name="Width">Greater than 0; at least 1 for <see cref="VoiFunction.Linear"/>.</param>
public sealed record VoiWindow(double Center, double Width, VoiFunction Function)
{
    /// <summary>Whether the function is defined for it.</summary>
    public bool IsUsable => double.IsFinite(Center) && double.IsFinite(Width) && Width > 0 && (Function != VoiFunction.Linear || Width >= 1);
}

/// <summary>
/// How a DICOM film is to be shown to a person. What a model sees is <see cref="Model"/> and nothing else (ADR 0011). PNG and JPEG have
/// one presentation only.
/// </summary>
public sealed record FilmPresentation
{
    /// <summary>The film as a model sees it: the file's first VOI LUT, else its first window, else all values; no overlays.</summary>
    public static FilmPresentation Model { get; } = new();

    /// <summary>Which of the file's own choices (<see cref="DecodedFilm.Presentations"/>), from 0; beyond the last: the last.</summary>
    public int Choice { get; init; }

    /// <summary>A window of the reader's own, instead of the file's.</summary>
    public VoiWindow? Window { get; init; }

    /// <summary>Draws the file's overlay planes in white on top.</summary>
    public bool WithOverlays { get; init; }
}
