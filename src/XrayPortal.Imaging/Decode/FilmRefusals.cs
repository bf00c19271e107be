using System.Globalization;

namespace XrayPortal.Imaging.Decode;

/// <summary>Every no that reading a PNG or JPEG film, or judging its quality, can end in.</summary>
public static class FilmRefusals
{
    public static readonly Refusal Empty = new(
        "film.empty", RefusalKind.Invalid, "The file is empty (0 bytes). Export the film again and send the new file.");

    public static readonly Refusal Truncated = new(
        "film.truncated", RefusalKind.Invalid,
        "The file ends before the picture is complete. It was cut off while it was copied or saved: send it again from the source.");

    public static readonly Refusal Animated = new(
        "film.animated", RefusalKind.Unsupported,
        "The file holds an animation or several pictures. A film is one picture: export a single frame as PNG, JPEG or DICOM.");

    public static readonly Refusal Text = new(
        "film.text", RefusalKind.Unsupported,
        "The file holds text, not a picture, whatever its name says. Send the film itself, as PNG, JPEG or DICOM.");

    public static readonly Refusal Pdf = new(
        "film.pdf", RefusalKind.Unsupported,
        "The file is a PDF document, not a film. Export the film itself as PNG, JPEG or DICOM and send that.");

    public static readonly Refusal UnknownFormat = new(
        "film.unknown-format", RefusalKind.Unsupported,
        "The file is of a kind that is not known here. Films are read as PNG, JPEG or DICOM: export the film in one of these.");

    public static readonly Refusal CheckSum = new(
        "film.check-sum", RefusalKind.Invalid,
        "The file is damaged: a check sum in it does not match, so some of it has changed since it was saved. Send it again from the source.");

    public static readonly Refusal NoSize = new(
        "film.no-size", RefusalKind.Invalid,
        "The file says that its picture is 0 pixels wide or high, or of an impossible size. Export the film again.");

    public static readonly Refusal Cmyk = new(
        "film.cmyk", RefusalKind.Unsupported,
        "The JPEG is stored in printing colours (CMYK), from which grey values cannot be told safely. Export it as a grey JPEG or PNG.");

    public static readonly Refusal HeaderTooLong = new(
        "film.header-too-long", RefusalKind.Unsupported,
        "The size of the picture is not found at the start of the file. Export the film again without embedded extras.");

    public static readonly Refusal Blank = new(
        "film.blank", RefusalKind.Unsupported,
        "The picture shows next to nothing: all of it is almost the same grey. Check the exposure or the export and send the film again.");

    public static readonly Refusal Clipped = new(
        "film.clipped", RefusalKind.Unsupported,
        "Nearly all of the picture is pure black or pure white, so nothing in it can be judged. Export the film with its own window.");

    public static readonly Refusal Inverted = new(
        "film.inverted", RefusalKind.Unsupported,
        "The picture looks like a negative: lungs bright, bones dark. Invert it at the source (black is air) and send it again.");

    public static Refusal TooLargeFile(long maxBytes) => new(
        "film.too-large-file", RefusalKind.TooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The file is larger than the {Mebibytes(maxBytes)} that are accepted. Export the film with less resolution, or ask the administrator to raise the limit."));

    public static Refusal TooManyPixels(long width, long height, DecodeLimits limits) => new(
        "film.too-many-pixels", RefusalKind.TooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The file says it is {width} × {height} pixels; at most {limits.MaxPixels / 1e6:0.##} million pixels and {limits.MaxSide} a side are accepted. Export the film with less resolution."));

    /// <param name="what">With its article.</param>
    public static Refusal Archive(string what) => new(
        "film.archive", RefusalKind.Unsupported, $"The file is {what}. Unpack it and send the films in it, as PNG, JPEG or DICOM.");

    /// <param name="what">With its article.</param>
    public static Refusal OtherPicture(string what) => new(
        "film.other-picture", RefusalKind.Unsupported, $"The file is {what}, which is not read here. Export the film as PNG, JPEG or DICOM.");

    /// <param name="what">A clause without end mark: what in the file cannot be right.</param>
    public static Refusal Damaged(string what) => new(
        "film.damaged", RefusalKind.Invalid, $"The file is damaged: {what}. Send it again from the source.");

    public static Refusal JpegProcess(string process) => new(
        "film.jpeg-process", RefusalKind.Unsupported,
        $"The JPEG uses {process}, which is not read here. Export it as an ordinary 8-bit JPEG or as PNG.");

    public static Refusal TooSmall(int width, int height, int minSide) => new(
        "film.too-small", RefusalKind.Unsupported,
        string.Create(CultureInfo.InvariantCulture, $"The picture is only {width} × {height} pixels; a film needs at least {minSide} on each side. Send the film itself, not a thumbnail."));

    private static string Mebibytes(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024.0):0.##} MiB");
}
