using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Inference.Packages;

/// <summary>Holds a loaded graph against the contract and its manifest: names and shapes first, then one small picture.</summary>
internal static class GraphAgreement
{
    /// <summary>Largest difference between the graph's probability and the sigmoid of logit over temperature.</summary>
    private const double Tolerance = 1e-4;

    public static Refusal? Check(InferenceSession session, ModelManifest manifest) =>
        CheckInput(session) ?? CheckOutputs(session) ?? CheckNumbers(session, manifest);

    private static Refusal? CheckInput(InferenceSession session)
    {
        if (session.InputMetadata.Count != 1 || !session.InputMetadata.TryGetValue(GraphSession.Input, out var input))
            return PackageRefusals.Input($"it takes {string.Join(", ", session.InputMetadata.Keys)}.");
        if (input.ElementDataType != TensorElementType.Float) return PackageRefusals.Input($"its type is {input.ElementDataType}.");
        var shape = input.Dimensions;
        return shape is [_, 1, -1, -1] ? null : PackageRefusals.Input($"its shape is [{string.Join(',', shape)}].");
    }

    private static Refusal? CheckOutputs(InferenceSession session)
    {
        foreach (var name in GraphSession.Outputs)
            if (!session.OutputMetadata.ContainsKey(name)) return PackageRefusals.OutputMissing(name);
        return null;
    }

    private static Refusal? CheckNumbers(InferenceSession session, ModelManifest manifest)
    {
        var outputs = GraphSession.Run(session, Probe(80, 64));
        if (outputs.IsRefused) return outputs.Refusal;
        var (run, depth) = (outputs.Value, manifest.Gate.Start + manifest.Gate.Mean.Length);
        if (run.Embedding.Length < depth) return PackageRefusals.Disagrees($"embedding has {run.Embedding.Length} values, the gate looks at {depth}.");
        if (Array.Exists(run.Cam, v => v < 0)) return PackageRefusals.Disagrees("the map holds negative evidence.");
        var expected = 1 / (1 + Math.Exp(-run.Logit / manifest.Temperature));
        return Math.Abs(expected - run.Probability) <= Tolerance
            ? null
            : PackageRefusals.Disagrees($"probability {run.Probability:F4} is not the sigmoid of logit over temperature, {expected:F4}.");
    }

    // A slope that is mostly dark: an even one could meet a logit of 0, where every temperature gives the same probability.
    private static GreyImage Probe(int width, int height)
    {
        var pixels = new float[width * height];
        for (var i = 0; i < pixels.Length; i++)
        {
            var share = ((i % width) + (i / width)) / (float)(width + height - 2);
            pixels[i] = share * share;
        }

        return new GreyImage(width, height, pixels);
    }
}
