using XrayPortal.Imaging;

namespace XrayPortal.EvaluationRuns;

internal static class EvaluationRunRefusals
{
    public static readonly Refusal NotFound = new(
        "evaluation-run.not-found", RefusalKind.NotFound, "There is no such evaluation run. The page Evaluation runs lists them all.");

    public static readonly Refusal DataPath = new(
        "evaluation-run.data-path", RefusalKind.Invalid, "The path of the labelled set must be absolute and have at most 1000 characters.");

    public static readonly Refusal DataNotAllowed = new(
        "evaluation-run.data-not-allowed", RefusalKind.Forbidden,
        "Labelled sets may be read from certain folders only, and this one is not among them. The setting EvaluationRuns:DataRoots names them.");

    public static readonly Refusal Unreadable = new(
        "evaluation-run.data-unreadable", RefusalKind.Unavailable, "The portal may not read that path. Give its account the right to read it, or choose another.");

    public static readonly Refusal Split = new(
        "evaluation-run.split", RefusalKind.Invalid, "The part of the set has at most 40 characters: train, validation, test, or empty for all.");

    public static readonly Refusal TooManyColumns = new(
        "evaluation-run.too-many-columns", RefusalKind.Invalid, "Figures are broken down by at most six columns a run. Choose fewer, and start another run for the rest.");

    public static readonly Refusal Prevalence = new(
        "evaluation-run.prevalence", RefusalKind.Invalid, "The share of people with pneumonia lies between 0 and 1, such as 0.1 for one in ten.");

    public static readonly Refusal NoSuchFile = new(
        "evaluation-run.no-such-file", RefusalKind.NotFound, "This run has no such file, or has not written it yet.");

    public static readonly Refusal GivenUp = new(
        "evaluation-run.given-up", RefusalKind.Unavailable, "The evaluation failed several times. The portal's log may tell why.");
}
