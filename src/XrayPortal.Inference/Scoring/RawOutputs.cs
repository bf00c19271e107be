namespace XrayPortal.Inference.Scoring;

/// <summary>What the graph says of one film, before gate, population and operating point.</summary>
/// <param name="Logit">Before temperature.</param>
/// <param name="Probability">Sigmoid of logit over temperature, 0..1.</param>
/// <param name="Cam">Evidence for the positive class, 0 or more, row-major, CamWidth × CamHeight; spread over the whole film.</param>
/// <param name="Embedding">Pooled features, [D].</param>
public sealed record RawOutputs(double Logit, double Probability, float[] Cam, int CamWidth, int CamHeight, float[] Embedding);
