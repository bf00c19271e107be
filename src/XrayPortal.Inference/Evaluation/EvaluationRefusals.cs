using XrayPortal.Imaging;

namespace XrayPortal.Inference.Evaluation;

/// <summary>What a film of a labelled set can fail with beyond decoding and scoring.</summary>
public static class EvaluationRefusals
{
    public static readonly Refusal UnreadableFile = new(
        "evaluation.unreadable-file", RefusalKind.Unavailable, "The file could not be read from the disk. Check that it is still there and may be read.");
}
