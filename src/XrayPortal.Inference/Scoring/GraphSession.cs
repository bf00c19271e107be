using Microsoft.ML.OnnxRuntime;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Packages;

namespace XrayPortal.Inference.Scoring;

/// <summary>The four outputs of a package's graph for one picture.</summary>
/// <param name="Logits">[1] of a graph with one node, else [K]. So are probabilities; maps follow one another.</param>
internal sealed record GraphOutputs(float[] Logits, float[] Probabilities, float[] Cam, int CamWidth, int CamHeight, float[] Embedding)
{
    public bool IsFinite => new[] { Logits, Probabilities, Cam, Embedding }.All(values => Array.TrueForAll(values, float.IsFinite));
}

/// <summary>The contract of a package's graph: names, session settings, one run.</summary>
internal static class GraphSession
{
    public const string Input = "pixels";
    private static readonly string[] OneNode = ["logit", "probability", "cam", "embedding"];
    private static readonly string[] ManyNodes = ["logits", "probabilities", "cam", "embedding"];

    /// <summary>Names of the outputs: a graph with one node and one with several name them differently, so that none is taken for the other.</summary>
    public static IReadOnlyList<string> Outputs(ModelManifest manifest) => manifest.OperatingPoint is null ? ManyNodes : OneNode;

    /// <param name="threads">Threads of one run; 0: one a core.</param>
    public static SessionOptions Options(int threads)
    {
        var options = new SessionOptions
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            EnableMemoryPattern = false, // films differ in size: a planned layout would be made anew for each
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // Threads that spin while they wait for work take the cores from the films beside: half of all time, measured.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    /// <summary>Runs one film through a graph with one node. Safe to call from many threads at once; the film's pixels are lent, not copied.</summary>
    /// <returns>A refusal where an output has another shape than the contract's, or is not finite.</returns>
    public static Result<RawOutputs> Run(InferenceSession session, GreyImage film) =>
        Run(session, OneNode, 1, film.Pixels, [1, 1, film.Height, film.Width]).Match<Result<RawOutputs>>(
            o => new RawOutputs(o.Logits[0], o.Probabilities[0], o.Cam, o.CamWidth, o.CamHeight, o.Embedding), refusal => refusal);

    /// <summary>Runs one picture through the graph of any package.</summary>
    /// <param name="shape">[1, C, H, W] of the pixels.</param>
    public static Result<GraphOutputs> RunAny(InferenceSession session, ModelManifest manifest, float[] pixels, long[] shape) =>
        Run(session, Outputs(manifest), manifest.OperatingPoint is null ? manifest.Classes.Count : 1, pixels, shape);

    private static Result<GraphOutputs> Run(InferenceSession session, IReadOnlyList<string> names, int nodes, float[] pixels, long[] shape)
    {
        using var picture = OrtValue.CreateTensorValueFromMemory(pixels, shape);
        using var run = new RunOptions();
        using var outputs = session.Run(run, [Input], [picture], names);
        var shapes = outputs.Select(o => o.GetTensorTypeAndShape().Shape).ToArray();
        var fit = shapes[0] is [1, var logits] && shapes[1] is [1, var probabilities] && shapes[2] is [1, var maps, > 0, > 0]
            && (logits, probabilities, maps) == (nodes, nodes, nodes) && shapes[3] is [1, > 0];
        if (!fit) return PackageRefusals.Disagrees($"an output has another shape: {string.Join(", ", shapes.Select(s => $"[{string.Join(',', s)}]"))}.");

        float[] Values(int output) => outputs[output].GetTensorDataAsSpan<float>().ToArray();
        var found = new GraphOutputs(Values(0), Values(1), Values(2), (int)shapes[2][3], (int)shapes[2][2], Values(3));
        return found.IsFinite ? found : PackageRefusals.Disagrees("an output is not a finite number.");
    }
}
