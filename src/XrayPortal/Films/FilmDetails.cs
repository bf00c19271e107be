using System.Globalization;
using XrayPortal.Imaging;

namespace XrayPortal.Films;

/// <summary>What a person typed about a film; it stands before what the file says.</summary>
public sealed record FilmDetails(string? PatientReference, double? AgeYears, string? Sex, string? View)
{
    public static FilmDetails None { get; } = new(null, null, null, null);

    /// <summary>Projections that can be typed; a DICOM file may say others.</summary>
    public static IReadOnlyList<string> Views { get; } = ["PA", "AP", "LL", "RL"];

    public static IReadOnlyList<string> Sexes { get; } = ["F", "M", "O"];

    /// <summary>Reads the typed fields; empty means not said.</summary>
    public static Result<FilmDetails> Parse(string? patient, string? age, string? sex, string? view)
    {
        var reference = Clean(patient);
        if (reference is { Length: > 64 } || (reference?.Any(char.IsControl) ?? false)) return FilmRefusals.PatientReference;
        double? years = null;
        if (Clean(age) is { } text)
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || value is not (>= 0 and <= 130))
                return FilmRefusals.Age;
            years = value;
        }

        var upperSex = Clean(sex)?.ToUpperInvariant();
        if (upperSex is not null && !Sexes.Contains(upperSex)) return FilmRefusals.Sex;
        var upperView = Clean(view)?.ToUpperInvariant();
        if (upperView is not null && !Views.Contains(upperView)) return FilmRefusals.View;
        return new FilmDetails(reference, years, upperSex, upperView);
    }

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
