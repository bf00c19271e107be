using TorchSharp;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Tests.Builders;

namespace XrayPortal.Training.Tests.Export;

/// <summary>How far two runtimes may differ.</summary>
internal static class Answers
{
    public static float[] Embedding(ExportedNetwork exported) => ExportedNetwork.Values(
        new ForwardPass(exported.Logits, exported.Results[exported.Graph.Map], exported.Results[exported.Graph.Middle]).Embedding);

    public static void Close(float[] expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Max(1, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-3f * scale);
    }

    /// <summary>Same place and same size of the evidence: cosine above 0.999, and close.</summary>
    public static void SameMap(float[] expected, ReadOnlySpan<float> actual)
    {
        Close(expected, actual);
        var (dot, one, two) = (0.0, 0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            dot += (double)expected[i] * actual[i];
            one += (double)expected[i] * expected[i];
            two += (double)actual[i] * actual[i];
        }

        if (one > 1e-6) Assert.True(dot / Math.Sqrt(one * two) > 0.999, $"Cosine of the maps: {dot / Math.Sqrt(one * two):F5}.");
    }
}
