using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Packages;

namespace XrayPortal.Inference.Scoring;

/// <summary>Scores films with one model package. One scorer serves many threads at once; dispose it when the last run has ended.</summary>
public sealed class FilmScorer : IDisposable
{
    private readonly InferenceSession session;

    private readonly EmbeddingGate gate;

    private FilmScorer(ModelPackage package, OperatingPoint point, EmbeddingGate gate, InferenceSession session, string device)
    {
        Package = package;
        OperatingPoint = point;
        this.gate = gate;
        this.session = session;
        Device = device;
    }

    public ModelPackage Package { get; }

    /// <summary>Where the probability becomes a call for a patient whose age is not known, or of a model without groups of ages.</summary>
    public OperatingPoint OperatingPoint { get; }

    /// <summary>Where it runs: <c>CPU</c> or <c>CUDA</c>.</summary>
    public string Device { get; }

    /// <summary>
    /// Loads the package's graph. A package that is not for films is refused; a GPU that was demanded and is missing is a refusal, too,
    /// never a silent change to the CPU.
    /// </summary>
    /// <param name="threads">CPU threads of one run; 0: one a core. With many films at once, 1 gives the most films a second.</param>
    public static Result<FilmScorer> Load(ModelPackage package, Device requested = Scoring.Device.Auto, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (package.Manifest is not { IsForFilms: true, OperatingPoint: { } point, Gate: { } gate }) return PackageRefusals.NotForFilms(package.Manifest);
        var bytes = package.ReadOnnx();
        if (bytes.IsRefused) return bytes.Refusal;
        if (requested != Scoring.Device.Cpu && SessionOnGpu(bytes.Value, threads) is { } onGpu) return new FilmScorer(package, point, gate, onGpu, "CUDA");
        if (requested == Scoring.Device.Cuda) return ScoringRefusals.GpuMissing;
        using var options = GraphSession.Options(threads);
        return new FilmScorer(package, point, gate, new InferenceSession(bytes.Value, options), "CPU");
    }

    /// <summary>Population, graph, gate, call.</summary>
    /// <param name="image">The film as decoded, not resized.</param>
    /// <param name="ageYears">Null: not known, so not checked; the result says so. As for <paramref name="view"/> and <paramref name="modality"/>.</param>
    /// <param name="askGate">False only for a film known to be drawn by code: a drawing is never like the films of training.
    /// All else stays as it is, and the score says that the gate was not asked.</param>
    /// <returns>A score, or a no of the population (<c>population.*</c>) or of the gate (<c>gate.not-a-chest-film</c>).</returns>
    public Result<FilmScore> Score(
        GreyImage image, double? ageYears = null, string? view = null, string? modality = null, bool askGate = true)
    {
        ArgumentNullException.ThrowIfNull(image);
        var manifest = Package.Manifest;
        var population = PopulationCheck.Apply(manifest.Population, ageYears, view, modality);
        if (population.IsRefused) return population.Refusal;

        var hash = "";
        RawOutputs run = null!; // given before Invoke returns
        var took = TimeSpan.Zero;
        Parallel.Invoke(
            () =>
            {
                var started = Stopwatch.GetTimestamp();
                run = Run(image);
                took = Stopwatch.GetElapsedTime(started);
            },
            () => hash = image.Sha256()); // takes as long as half a network on a full-size film
        if (askGate && gate.Refuses(run.Embedding)) return ScoringRefusals.NotAChestFilm;

        var threshold = (manifest.Population.GroupOf(ageYears)?.OperatingPoint ?? OperatingPoint).Threshold;
        return new FilmScore
        {
            Logit = run.Logit,
            Probability = run.Probability,
            Threshold = threshold,
            Call = run.Probability >= threshold ? Call.Suggestive : Call.NotFound,
            Cam = run.Cam,
            CamWidth = run.CamWidth,
            CamHeight = run.CamHeight,
            Embedding = run.Embedding,
            ModelName = manifest.Name,
            ModelVersion = manifest.Version,
            Device = Device,
            Milliseconds = took.TotalMilliseconds,
            InputSha256 = hash,
            PopulationUnchecked = population.Value,
            GateAsked = askGate,
        };
    }

    /// <summary>The graph alone, without population and gate.</summary>
    /// <exception cref="InvalidOperationException">The graph gave no finite numbers, which its check at opening had.</exception>
    public RawOutputs Run(GreyImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var outputs = GraphSession.Run(session, image);
        return outputs.IsRefused ? throw new InvalidOperationException(outputs.Refusal.Sentence) : outputs.Value;
    }

    public void Dispose() => session.Dispose();

    private static InferenceSession? SessionOnGpu(byte[] bytes, int threads)
    {
        if (!OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider")) return null;
        try
        {
            using var options = GraphSession.Options(threads);
            options.AppendExecutionProvider_CUDA();
            return new InferenceSession(bytes, options);
        }
        catch (OnnxRuntimeException)
        {
            return null; // built for a GPU, but no driver or device here
        }
    }
}
