using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using XrayPortal.Imaging;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Inference.Packages;

/// <summary>Holds a loaded graph against the contract and its manifest: names and shapes first, then one small picture.</summary>
internal static class GraphAgreement
{
    /// <summary>Largest difference between the graph's probabilities and the sigmoid or softmax of logits over temperature.</summary>
    private const double Tolerance = 1e-4;

    private const int ProbeWidth = 80, ProbeHeight = 64;

    public static Refusal? Check(InferenceSession session, ModelManifest manifest) =>
        CheckInput(session, manifest) ?? CheckOutputs(session, manifest) ?? CheckNumbers(session, manifest);

    private static Refusal? CheckInput(InferenceSession session, ModelManifest manifest)
    {
        if (session.InputMetadata.Count != 1 || !session.InputMetadata.TryGetValue(GraphSession.Input, out var input))
            return PackageRefusals.Input($"it takes {string.Join(", ", session.InputMetadata.Keys)}.");
        if (input.ElementDataType != TensorElementType.Float) return PackageRefusals.Input($"its type is {input.ElementDataType}.");
        var shape = input.Dimensions;
        return shape is [_, var channels, -1, -1] && channels == manifest.InputChannels ? null : PackageRefusals.Input($"its shape is [{string.Join(',', shape)}].");
    }

    private static Refusal? CheckOutputs(InferenceSession session, ModelManifest manifest)
    {
        foreach (var name in GraphSession.Outputs(manifest))
            if (!session.OutputMetadata.ContainsKey(name)) return PackageRefusals.OutputMissing(name);
        return null;
    }

    private static Refusal? CheckNumbers(InferenceSession session, ModelManifest manifest)
    {
        var outputs = GraphSession.RunAny(session, manifest, Probe(manifest.InputChannels), [1, manifest.InputChannels, ProbeHeight, ProbeWidth]);
        if (outputs.IsRefused) return outputs.Refusal;
        var run = outputs.Value;
        if (manifest.Gate is { } gate && run.Embedding.Length < gate.Start + gate.Mean.Length)
            return PackageRefusals.Disagrees($"embedding has {run.Embedding.Length} values, the gate looks at {gate.Start + gate.Mean.Length}.");
        if (Array.Exists(run.Cam, v => v < 0)) return PackageRefusals.Disagrees("the map holds negative evidence.");
        var expected = Probabilities(run.Logits, manifest.Temperature);
        for (var i = 0; i < expected.Length; i++)
        {
            if (Math.Abs(expected[i] - run.Probabilities[i]) > Tolerance)
                return PackageRefusals.Disagrees($"probability {run.Probabilities[i]:F4} is not the {(expected.Length == 1 ? "sigmoid" : "softmax")} of logit over temperature, {expected[i]:F4}.");
        }

        return null;
    }

    private static double[] Probabilities(float[] logits, double temperature)
    {
        if (logits is [var one]) return [1 / (1 + Math.Exp(-one / temperature))];
        double highest = logits.Max();
        var shares = Array.ConvertAll(logits, z => Math.Exp((z - highest) / temperature));
        var sum = shares.Sum();
        return Array.ConvertAll(shares, s => s / sum);
    }

    // A slope that is mostly dark: an even one could meet a logit of 0, where every temperature gives the same probability.
    private static float[] Probe(int channels)
    {
        var pixels = new float[channels * ProbeWidth * ProbeHeight];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i % ProbeWidth, i / ProbeWidth % ProbeHeight);
            var share = (x + y) / (float)(ProbeWidth + ProbeHeight - 2);
            pixels[i] = share * share;
        }

        return pixels;
    }
}
