using System.Globalization;
using Microsoft.AspNetCore.Components;
using XrayPortal.Films;
using XrayPortal.Inference.Packages;
using XrayPortal.Models;

namespace XrayPortal.Reading;

/// <summary>What the model says: words first, then the number with its meaning, then where it comes from.</summary>
public sealed partial class ResultPanel(ModelRegistry models)
{
    private ModelManifest? manifest;
    private string? noModel;

    [Parameter, EditorRequired]
    public FilmRecord Record { get; set; } = null!;

    /// <summary>Whose threshold it is, in a few words; empty where the model has one for everybody.</summary>
    private string OfWhom => manifest is not { Population: { Groups.Count: > 0 } rule } ? ""
        : rule.GroupOf(Record.Film.AgeYears) is { } group ? $" ({group.Name})" : " (age not known)";

    private string? Unchecked => manifest?.Population.Unchecked(Record.Film.AgeYears, Record.Film.View);

    protected override void OnParametersSet()
    {
        noModel = models.LiveRefusal?.Sentence;
        manifest = Record.Result is { } result ? models.Find(result.ModelName, result.ModelVersion)?.Manifest : null;
    }

    // A calibrated 0.999 is not certainty, and 100 % would say so.
    private static string Percent(double probability) => probability switch
    {
        > 0.99 => "over 99 %",
        < 0.01 => "under 1 %",
        _ => (probability * 100).ToString("0", CultureInfo.InvariantCulture) + " %",
    };

    private static string Hundred(double probability) =>
        Math.Clamp(Math.Round(probability * 100), 1, 99).ToString("0", CultureInfo.InvariantCulture);

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
