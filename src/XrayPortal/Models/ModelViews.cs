using XrayPortal.Inference.Packages;

namespace XrayPortal.Models;

/// <summary>A line of the registry. <c>state</c> is <c>ready</c> or <c>refused</c>, then with code and sentence.</summary>
public sealed record ModelLine(
    string Name, string Version, bool Live, string State, string? ReasonCode, string? Reason, string? Population,
    IReadOnlyList<PopulationMetrics>? Metrics, DateTimeOffset? TrainedAt, string Link)
{
    internal static ModelLine From(ShelvedModel model, LiveModel? live) => new(
        model.Name, model.Version, IsLive(model.Name, model.Version, live), model.Refusal is null ? "ready" : "refused", model.Refusal?.Code,
        model.Refusal?.Sentence, model.Package?.Manifest.Population.Sentence, model.Package?.Manifest.Metrics, model.Package?.Manifest.TrainedAt,
        $"/api/v1/models/{model.Name}/{model.Version}");

    internal static bool IsLive(string name, string version, LiveModel? live) => live?.Manifest.Name == name && live.Manifest.Version == version;
}

/// <summary>A model version as its manifest states it, without the gate's statistics.</summary>
public sealed record ModelView
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required bool Live { get; init; }

    public required string Network { get; init; }

    public required int InputSide { get; init; }

    public required double Temperature { get; init; }

    /// <summary>Null for a package that tells classes apart; it cannot go live.</summary>
    public required OperatingPoint? OperatingPoint { get; init; }

    public required PopulationRule Population { get; init; }

    public required string Sha256 { get; init; }

    public required string DataSetDigest { get; init; }

    public required string CodeVersion { get; init; }

    public string? ParentVersion { get; init; }

    public required DateTimeOffset TrainedAt { get; init; }

    public required IReadOnlyList<PopulationMetrics> Metrics { get; init; }

    public required IReadOnlyList<string> Limits { get; init; }

    /// <summary>The card as Markdown; null where the package has none.</summary>
    public string? Card { get; init; }

    internal static ModelView From(ModelPackage package, LiveModel? live)
    {
        var manifest = package.Manifest;
        return new ModelView
        {
            Name = manifest.Name,
            Version = manifest.Version,
            Live = ModelLine.IsLive(manifest.Name, manifest.Version, live),
            Network = manifest.Network,
            InputSide = manifest.InputSide,
            Temperature = manifest.Temperature,
            OperatingPoint = manifest.OperatingPoint,
            Population = manifest.Population,
            Sha256 = manifest.Sha256,
            DataSetDigest = manifest.DataSetDigest,
            CodeVersion = manifest.CodeVersion,
            ParentVersion = manifest.ParentVersion,
            TrainedAt = manifest.TrainedAt,
            Metrics = manifest.Metrics,
            Limits = manifest.Limits,
            Card = File.Exists(package.CardPath) ? File.ReadAllText(package.CardPath) : null,
        };
    }
}

public sealed record ActivationRequest(string? Reason);

public sealed record ActivationView(string Name, string Version, string Reason, string By, DateTimeOffset At)
{
    internal static ActivationView From(ModelActivation activation) =>
        new(activation.Name, activation.Version, activation.Reason, activation.ActivatedByName, activation.At);
}
