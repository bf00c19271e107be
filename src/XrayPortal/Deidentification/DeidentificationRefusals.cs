using XrayPortal.Imaging;
using XrayPortal.Imaging.Dicom.Deidentification;

namespace XrayPortal.Deidentification;

internal static class DeidentificationRefusals
{
    public static readonly Refusal Damaged = new(
        "deidentification.damaged", RefusalKind.Conflict, "The film's file is damaged behind its header, so nobody can say what else is in it. It is not given without identity.");

    public static readonly Refusal Flag = new(
        "deidentification.flag", RefusalKind.Invalid, "The parameter deidentified is true or false.");

    private static readonly Refusal BurnedIn = new(
        "deidentification.burned-in", RefusalKind.Conflict, "The file says that text is burned into the picture. Look at it; if it names nobody, say so on the film's page, then it is given.");

    private static readonly Refusal Recognizable = new(
        "deidentification.recognizable", RefusalKind.Conflict, "The file says that a person can be recognised in the picture. Look at it; if nobody can, say so on the film's page, then it is given.");

    private static readonly Refusal OtherKind = new(
        "deidentification.other-kind", RefusalKind.Conflict, "Pictures of this kind often have names on them. Look at it; if it names nobody, say so on the film's page, then it is given.");

    public static Refusal Held(HoldReason reason) => reason switch
    {
        HoldReason.BurnedInAnnotation => BurnedIn,
        HoldReason.RecognizableFeatures => Recognizable,
        HoldReason.OtherKind => OtherKind,
    };
}
