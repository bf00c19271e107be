using XrayPortal.Imaging;

namespace XrayPortal.Inference.Calibration;

/// <summary>Why no operating point can be chosen.</summary>
public static class CalibrationRefusals
{
    public static Refusal TooFewPatients(int folds) => new(
        "calibration.too-few-patients", RefusalKind.Invalid,
        $"Choosing a threshold needs at least {folds} patients with and {folds} without pneumonia in validation. Add films or put more of them in validation.");
}
