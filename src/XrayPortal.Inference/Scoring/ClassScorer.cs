using Microsoft.ML.OnnxRuntime;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Packages;

namespace XrayPortal.Inference.Scoring;

/// <summary>
/// Tells the classes of pictures apart with any model package, on the CPU: digits, photographs, films. It asks neither gate nor population
/// and makes no call: films are assessed by <see cref="FilmScorer"/>. One scorer serves many threads at once.
/// </summary>
public sealed class ClassScorer : IDisposable
{
    private readonly InferenceSession session;

    private ClassScorer(ModelPackage package, InferenceSession session)
    {
        Package = package;
        this.session = session;
    }

    public ModelPackage Package { get; }

    /// <param name="threads">CPU threads of one run; 0: one a core.</param>
    public static Result<ClassScorer> Load(ModelPackage package, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        var bytes = package.ReadOnnx();
        if (bytes.IsRefused) return bytes.Refusal;
        using var options = GraphSession.Options(threads);
        return new ClassScorer(package, new InferenceSession(bytes.Value, options));
    }

    /// <param name="planes">The picture as decoded, one plane a channel, all of one size: as many as <see cref="ModelManifest.InputChannels"/>.</param>
    /// <exception cref="ArgumentException">Another number of planes, or planes of different sizes.</exception>
    /// <exception cref="InvalidOperationException">The graph gave no finite numbers, which its check at opening had.</exception>
    public ClassScore Score(IReadOnlyList<GreyImage> planes)
    {
        ArgumentNullException.ThrowIfNull(planes);
        if (planes.Count != Package.Manifest.InputChannels)
            throw new ArgumentException($"Needs {Package.Manifest.InputChannels} planes, has {planes.Count}.", nameof(planes));
        var first = planes[0];
        if (planes.Any(p => p.Width != first.Width || p.Height != first.Height)) throw new ArgumentException("Planes differ in size.", nameof(planes));

        float[] pixels = planes.Count == 1 ? first.Pixels : [.. planes.SelectMany(p => p.Pixels)];
        var outputs = GraphSession.RunAny(session, Package.Manifest, pixels, [1, planes.Count, first.Height, first.Width]);
        return outputs.IsRefused ? throw new InvalidOperationException(outputs.Refusal.Sentence) : Score(outputs.Value);
    }

    public void Dispose() => session.Dispose();

    private static ClassScore Score(GraphOutputs outputs)
    {
        var places = outputs.CamWidth * outputs.CamHeight;
        return new ClassScore
        {
            Probabilities = outputs.Probabilities is [var one] ? [1 - one, one] : [.. outputs.Probabilities.Select(p => (double)p)],
            Maps = [.. outputs.Cam.Chunk(places)],
            MapWidth = outputs.CamWidth,
            MapHeight = outputs.CamHeight,
            Embedding = outputs.Embedding,
        };
    }
}
