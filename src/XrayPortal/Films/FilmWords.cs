using System.Globalization;

namespace XrayPortal.Films;

/// <summary>Short words for lists; sentences come with the refusals themselves.</summary>
internal static class FilmWords
{
    public static string Of(FilmState state) => state switch
    {
        FilmState.Queued => "queued",
        FilmState.Running => "running",
        FilmState.Done => "done",
        FilmState.Failed => "failed",
        FilmState.NotAssessed => "not assessed",
    };

    public static string Age(double? years) => years is { } y ? y.ToString("0.#", CultureInfo.InvariantCulture) : "–";

    /// <summary>A reason's code in two or three words: <c>population.age</c> is "outside the model's ages".</summary>
    public static string Reason(string code) => code switch
    {
        "population.age" => "outside the model's ages",
        "population.view" => "not the model's view",
        "population.modality" => "not the model's modality",
        "gate.not-a-chest-film" => "no frontal chest film",
        _ => code[(code.IndexOf('.', StringComparison.Ordinal) + 1)..].Replace('-', ' '),
    };
}
