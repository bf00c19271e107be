using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Inference.Packages;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Export;

/// <summary>Whom a model is for, as its maker wrote it down before training.</summary>
/// <param name="Rule">Null where nothing was written.</param>
internal readonly record struct PopulationFile(PopulationRule? Rule)
{
    /// <summary>Reads the rule; refused before any training with code <c>train.population</c>.</summary>
    public static Result<PopulationFile> Read(string? path)
    {
        if (path is null) return new PopulationFile(null);
        if (!File.Exists(path)) return Invalid("the file was not found");
        try
        {
            var rule = JsonSerializer.Deserialize<PopulationRule>(File.ReadAllText(path), Recipe.Json);
            return rule switch
            {
                null => Invalid("it is empty"),
                _ when rule.Groups.Any(g => g.Sources.Count == 0) => Invalid("each group needs sources, the populations of the sets that stand for it"),
                _ => new PopulationFile(rule),
            };
        }
        catch (JsonException e)
        {
            return Invalid(e.Message.TrimEnd('.'));
        }
    }

    private static Refusal Invalid(string reason) => new("train.population", RefusalKind.Invalid, $"The population file cannot be used: {reason}. Correct it and start again.");
}
