namespace XrayPortal.Training.Saliency;

/// <summary>What speaks for a class, place by place, spread over the whole film.</summary>
/// <param name="Signed">Evidence for (above 0) and against (below 0) the class, height × width, row-major.</param>
public sealed record SaliencyMap(float[] Signed, int Width, int Height)
{
    /// <summary>Evidence for the class alone, 0 or more: what is drawn and measured.</summary>
    public float[] Positive { get; } = [.. Signed.Select(v => Math.Max(0, v))];

    /// <summary>The place with most evidence, as fractions of the film's width and height (centre of its cell; the first of several); null where nothing speaks for the class.</summary>
    public (double X, double Y)? Peak
    {
        get
        {
            var best = 0;
            for (var i = 1; i < Positive.Length; i++)
                if (Positive[i] > Positive[best]) best = i;
            return Positive[best] > 0 ? (((best % Width) + 0.5) / Width, ((best / Width) + 0.5) / Height) : null;
        }
    }
}
