using System.Text.Json.Nodes;

namespace XrayPortal.TrainingRuns;

/// <summary>What a run is asked for, as it comes in.</summary>
/// <param name="Name">Name of the model; its next version is made.</param>
/// <param name="DataPath">Absolute path of a labelled set.</param>
/// <param name="Preset">Recipe to start from; <c>live</c>: the live model's own; null: the first.</param>
/// <param name="Recipe">Fields that differ from the preset.</param>
/// <param name="IncludeFlagged">Take the films that readers have judged in.</param>
/// <param name="FromLive">Go on from the live model's weights, where its network is the same; null: with the preset <c>live</c>.</param>
/// <param name="With">Absolute paths of further labelled sets, each with its own parts.</param>
public sealed record TrainingDraft(
    string? Name, string? DataPath, string? Preset = null, JsonObject? Recipe = null, bool IncludeFlagged = false, bool? FromLive = null,
    IReadOnlyList<string>? With = null);
