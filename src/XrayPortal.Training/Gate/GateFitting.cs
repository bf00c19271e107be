using TorchSharp;
using XrayPortal.Inference.Packages;
using static TorchSharp.torch;

namespace XrayPortal.Training.Gate;

/// <summary>
/// Fits the reference statistics by which a picture that is no film of the training kind is recognised. It looks at the
/// middle part of the embedding: the last features are so shaped by the two classes that photographs and upside-down
/// films fall among them.
/// </summary>
internal static class GateFitting
{
    /// <summary>Directions kept apart; the rest share one variance.</summary>
    private const int Components = 32;

    /// <summary>Room above the farthest plain validation film; other sizes, encoders and stress are in the reference already.</summary>
    private const double Margin = 1.03;

    /// <summary>Share of stressed validation films that must pass, too.</summary>
    private const double KeepStressed = 0.99;

    /// <param name="start">Where the middle part of the embedding begins.</param>
    /// <param name="reference">Embeddings of training films, as they are at each size there is and under stress, [n, D].</param>
    /// <param name="plain">Embeddings of validation films as they are, at each size there is, [k, D].</param>
    /// <param name="stressed">The same under stress, [m, D].</param>
    public static EmbeddingGate Fit(int start, Tensor reference, Tensor plain, Tensor stressed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var middle = reference[.., start..].to(ScalarType.Float64);
        var mean = middle.mean([0]);
        var centred = middle - mean;
        var (count, depth) = (middle.shape[0], middle.shape[1]);
        var kept = (int)Math.Min(Components, Math.Min(depth - 1, (count - 1) / 2));
        var (values, vectors) = linalg.eigh(centred.t().matmul(centred).Over(Math.Max(1, count - 1)), 'L');
        var descending = values.flip(0);
        var gate = new EmbeddingGate
        {
            Start = start,
            Mean = Floats(mean),
            Components = [.. vectors.flip(1)[.., ..kept].t().unbind().Select(Floats)],
            Variances = Floats(descending[..kept].AtLeast(1e-8)),
            ResidualVariance = Math.Max(1e-8, descending[kept..].AtLeast(0).mean().item<double>()),
            Threshold = double.MaxValue,
        };
        var far = Scores(gate, plain).Max() * Margin;
        return gate with { Threshold = Math.Max(far, EmbeddingGate.Calibrate(Scores(gate, stressed), KeepStressed)) };
    }

    private static double[] Scores(EmbeddingGate gate, Tensor embeddings) => [.. embeddings.unbind().Select(e => gate.Score(Floats(e)))];

    private static float[] Floats(Tensor tensor)
    {
        using var plain = tensor.detach().to(ScalarType.Float32).cpu().contiguous();
        return plain.data<float>().ToArray();
    }
}
