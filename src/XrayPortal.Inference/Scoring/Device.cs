namespace XrayPortal.Inference.Scoring;

/// <summary>Where a model is to run.</summary>
public enum Device
{
    /// <summary>A GPU where this build and machine have one, else the CPU; the result says which.</summary>
    Auto,

    Cpu,

    /// <summary>A GPU or a refusal, never the CPU instead.</summary>
    Cuda,
}
