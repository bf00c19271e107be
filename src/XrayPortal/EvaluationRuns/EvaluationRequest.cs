using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Packages;

namespace XrayPortal.EvaluationRuns;

/// <summary>What a run measures besides the figures of all films. A file in the run's folder: it is written once, before the run is queued.</summary>
/// <param name="By">Columns of the set to break figures down by.</param>
/// <param name="Probes">Whether to measure what size, border and brightness of the films alone tell.</param>
/// <param name="AgeGroup">Group of ages whose threshold calls the films; null: the threshold for patients of unknown age.</param>
/// <param name="Prevalence">Share of people with pneumonia to give predictive values for, besides the set's own.</param>
public sealed record EvaluationRequest(IReadOnlyList<string> By, bool Probes = false, string? AgeGroup = null, double? Prevalence = null)
{
    private const int MostColumns = 6;
    private const string FileName = "request.json";

    /// <summary>Runs of earlier versions asked for nothing.</summary>
    public static EvaluationRequest Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file) ? JsonSerializer.Deserialize<EvaluationRequest>(File.ReadAllText(file), JsonSerializerOptions.Web)! : new EvaluationRequest([]);
    }

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, JsonSerializerOptions.Web));
    }

    public EvaluationOptions Options(EvaluationRunOptions settings) => new()
    {
        Parallelism = settings.FilmsAtOnce,
        Resamples = settings.Resamples,
        By = By,
        Probes = Probes,
        AgeGroup = AgeGroup,
        Prevalence = Prevalence,
    };

    /// <summary>What was asked for, where the model and the set have it.</summary>
    internal static Result<EvaluationRequest> From(EvaluationDraft draft, ModelManifest model, LabelledSet set)
    {
        List<string> by = [.. (draft.By ?? []).Select(c => c?.Trim() ?? "").Where(c => c.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (by.Count > MostColumns) return EvaluationRunRefusals.TooManyColumns;
        if (draft.Prevalence is not (null or (> 0 and < 1))) return EvaluationRunRefusals.Prevalence;
        var group = string.IsNullOrWhiteSpace(draft.AgeGroup) ? null : draft.AgeGroup.Trim();
        if (group is not null && model.Population.Groups.All(g => g.Name != group))
            return EvaluationRefusals.NoSuchAgeGroup(group, model.Population.Groups.Select(g => g.Name));
        return FilmColumns.Refuse(set.Films, by) is { } refusal ? refusal : new EvaluationRequest(by, draft.Probes, group, draft.Prevalence);
    }
}
