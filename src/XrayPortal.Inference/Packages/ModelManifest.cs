using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using XrayPortal.Imaging;
using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Packages;

/// <summary>What <c>manifest.json</c> of a model package says. JSON names are camelCase; what is required must be there.</summary>
public sealed record ModelManifest
{
    /// <summary>How a manifest is written and read, everywhere.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
    };

    /// <summary>Small letters, digits, dots and hyphens; names the folder above the version's.</summary>
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>
    /// In the order of the probabilities, two at least. A package with one node has two, the negative one first; one that tells classes
    /// apart has as many as its graph has nodes.
    /// </summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Name of the network in the engine's catalogue.</summary>
    public required string Network { get; init; }

    /// <summary>Pixels of the square that the graph resizes to.</summary>
    public required int InputSide { get; init; }

    /// <summary>Channels of the pixels: 1 (grey) or 3 (red, green, blue).</summary>
    public int InputChannels { get; init; } = 1;

    /// <summary>What the graph does with the aspect: <c>squash</c> or <c>pad</c>.</summary>
    public required string AspectRule { get; init; }

    /// <summary>Divides the logits before sigmoid or softmax; above 0. Already in the graph; here for the reader.</summary>
    public required double Temperature { get; init; }

    /// <summary>Null where the graph tells classes apart (softmax) rather than giving one probability (sigmoid).</summary>
    public OperatingPoint? OperatingPoint { get; init; }

    public required PopulationRule Population { get; init; }

    /// <summary>Null where the package is not for films.</summary>
    public EmbeddingGate? Gate { get; init; }

    /// <summary>Of <c>model.onnx</c>, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    public required string DataSetDigest { get; init; }

    /// <summary>The engine's recipe as it was run.</summary>
    public JsonElement? Recipe { get; init; }

    public required string CodeVersion { get; init; }

    /// <summary>Figures, one entry a data set; empty only while a package is being made.</summary>
    public IReadOnlyList<PopulationMetrics> Metrics { get; init; } = [];

    /// <summary>Version it was trained on from, if any.</summary>
    public string? ParentVersion { get; init; }

    /// <summary>Names and versions of the packages whose opinion it learnt beside the labels.</summary>
    public IReadOnlyList<string> Teachers { get; init; } = [];

    /// <summary>Terms of the films it learnt from, its parents' included, in sentences.</summary>
    public IReadOnlyList<string> Terms { get; init; } = [];

    /// <summary>What the model cannot do, in sentences.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    public required DateTimeOffset TrainedAt { get; init; }

    /// <summary>One probability for grey pictures, with operating point and gate: all that films are assessed with.</summary>
    [JsonIgnore]
    [MemberNotNullWhen(true, nameof(OperatingPoint), nameof(Gate))]
    public bool IsForFilms => OperatingPoint is not null && Gate is not null && InputChannels == 1;

    /// <summary>The threshold, or those of the groups of ages, in words.</summary>
    [JsonIgnore]
    public string ThresholdWords
    {
        get
        {
            static string Number(OperatingPoint? point) => (point?.Threshold ?? double.NaN).ToString("0.000", CultureInfo.InvariantCulture);
            return Population.Groups.Count == 0
                ? Number(OperatingPoint)
                : $"{string.Join(", ", Population.Groups.Select(g => $"{Number(g.OperatingPoint)} for {g.Name}"))}, {Number(OperatingPoint)} where the age is not known";
        }
    }

    /// <summary>Reads a manifest without touching the model beside it.</summary>
    public static Result<ModelManifest> Read(string file)
    {
        if (!File.Exists(file)) return PackageRefusals.NoManifest;
        ModelManifest? manifest;
        try
        {
            using var stream = File.OpenRead(file);
            manifest = JsonSerializer.Deserialize<ModelManifest>(stream, Json);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return PackageRefusals.Manifest(e is JsonException { Path: { } path } ? $"{FirstSentence(e.Message)} At {path}." : FirstSentence(e.Message));
        }

        if (manifest is null) return PackageRefusals.Manifest("it is empty.");
        return ManifestRules.FirstBroken(manifest) is { } broken ? PackageRefusals.Manifest(broken) : manifest;
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    private static string FirstSentence(string message) =>
        message.Split(" Path:", 2)[0].TrimEnd('.') + ".";
}

/// <summary>Where the calibrated probability becomes a call.</summary>
public sealed record OperatingPoint
{
    /// <summary>On <c>probability</c>, between 0 and 1; at or above it the call is positive.</summary>
    public required double Threshold { get; init; }

    /// <summary>How it was chosen, in a sentence.</summary>
    public required string ChosenBy { get; init; }
}

/// <summary>What a model did on one data set. Intervals are 95 %.</summary>
public sealed record PopulationMetrics
{
    public required string DataSet { get; init; }

    public required string Population { get; init; }

    public required int Films { get; init; }

    public required int Patients { get; init; }

    public required int Positives { get; init; }

    /// <summary>Films that the gate, the population rule or the quality check refused; in none of the figures.</summary>
    public int NotAssessed { get; init; }

    public required MetricInterval Auroc { get; init; }

    /// <summary>At the operating point, as are all that follow.</summary>
    public required MetricInterval Sensitivity { get; init; }

    public required MetricInterval Specificity { get; init; }

    public double? Accuracy { get; init; }

    public double? Brier { get; init; }

    public double? Ece { get; init; }

    public required ConfusionMatrix ConfusionMatrix { get; init; }
}
