using Microsoft.ML.OnnxRuntime;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Packages;

namespace XrayPortal.Inference.Scoring;

/// <summary>The contract of a package's graph: names, session settings, one run.</summary>
internal static class GraphSession
{
    public const string Input = "pixels";
    public static readonly string[] Outputs = ["logit", "probability", "cam", "embedding"];

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

    /// <summary>Runs one film. Safe to call from many threads at once; the film's pixels are lent, not copied.</summary>
    /// <returns>A refusal where an output has another shape than the contract's, or is not finite.</returns>
    public static Result<RawOutputs> Run(InferenceSession session, GreyImage film)
    {
        using var pixels = OrtValue.CreateTensorValueFromMemory(film.Pixels, [1, 1, film.Height, film.Width]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, [Input], [pixels], Outputs);
        var shapes = outputs.Select(o => o.GetTensorTypeAndShape().Shape).ToArray();
        if (shapes[0] is not [1, 1] || shapes[1] is not [1, 1] || shapes[2] is not [1, 1, > 0, > 0] || shapes[3] is not [1, > 0])
            return PackageRefusals.Disagrees($"an output has another shape: {string.Join(", ", shapes.Select(s => $"[{string.Join(',', s)}]"))}.");

        var raw = new RawOutputs(
            outputs[0].GetTensorDataAsSpan<float>()[0], outputs[1].GetTensorDataAsSpan<float>()[0],
            outputs[2].GetTensorDataAsSpan<float>().ToArray(), (int)shapes[2][3], (int)shapes[2][2],
            outputs[3].GetTensorDataAsSpan<float>().ToArray());
        return raw.IsFinite ? raw : PackageRefusals.Disagrees("an output is not a finite number.");
    }
}
