using System.Text.Json;
using XrayPortal.Data;

namespace XrayPortal.TrainingRuns;

/// <summary>A run as the API shows it.</summary>
public sealed record TrainingRunView(
    Guid Id, string Name, string State, string DataPath, bool IncludeFlagged, string StartedBy, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt, string? Message, string? ModelName, string? ModelVersion, JsonElement Plan, JsonElement? Metrics,
    IReadOnlyList<EpochPoint> Epochs, TrainingRunLinks Links)
{
    internal static TrainingRunView From(TrainingRun run, TrainingSnapshot snapshot) => new(
        run.Id, run.Name, KebabEnum.Text(run.State), run.DataPath, run.IncludeFlagged, run.StartedByName, run.CreatedAt, run.StartedAt,
        run.FinishedAt, run.Message, run.ModelName, run.ModelVersion, JsonElement.Parse(run.RecipeJson),
        run.MetricsJson is null ? null : JsonElement.Parse(run.MetricsJson), snapshot.Epochs, TrainingRunLinks.Of(run.Id));
}

public sealed record TrainingRunLinks(string Self, string Log, string Stop)
{
    internal static TrainingRunLinks Of(Guid id) => new($"/api/v1/training-runs/{id}", $"/api/v1/training-runs/{id}/log", $"/api/v1/training-runs/{id}/stop");
}
