namespace XrayPortal.Training.Augmentation;

/// <summary>
/// Ranges of the random changes a training picture goes through. The defaults are for chest films: mild where anatomy is concerned,
/// strong where sets leak their label (aspect, sharpness, compression, borders). No flips: a heart on the right is a finding.
/// </summary>
public sealed record AugmentationRanges
{
    /// <summary>Pictures stay as they are.</summary>
    public static AugmentationRanges None { get; } = new()
    {
        Rotation = 0,
        Shift = 0,
        Zoom = 0,
        Aspect = 0,
        Shear = 0,
        Gamma = 0,
        Contrast = 0,
        Brightness = 0,
        Blur = 0,
        Sharpen = 0,
        Noise = 0,
        JpegChance = 0,
        BorderErasing = 0,
        CornerErasing = 0,
        LocalContrast = 0,
    };

    /// <summary>Degrees either way, 0 to 180.</summary>
    public Jitter Rotation { get; init; } = 8;

    /// <summary>Share of the side, either way, 0 to 0.5.</summary>
    public Jitter Shift { get; init; } = 0.06;

    /// <summary>Zoom factor is drawn log-uniformly from 1/(1+z) to 1+z, z 0 to 1.</summary>
    public Jitter Zoom { get; init; } = 0.15;

    /// <summary>Width against height is drawn log-uniformly from 1/(1+a) to 1+a, a 0 to 1.</summary>
    public Jitter Aspect { get; init; } = 0.3;

    /// <summary>Degrees either way, 0 to 45.</summary>
    public Jitter Shear { get; init; } = 4;

    /// <summary>Chance of a horizontal flip, 0 to 1. Off for films unless asked.</summary>
    public double FlipChance { get; init; }

    /// <summary>Gamma is drawn log-uniformly from 1/(1+g) to 1+g, g 0 to 3.</summary>
    public Jitter Gamma { get; init; } = 0.4;

    /// <summary>Contrast factor about the mean, log-uniform as gamma, 0 to 3.</summary>
    public Jitter Contrast { get; init; } = 0.3;

    /// <summary>Added grey, either way, 0 to 1.</summary>
    public Jitter Brightness { get; init; } = 0.1;

    /// <summary>Largest sigma of a Gaussian blur, pixels of the input side, 0 to 8.</summary>
    public Jitter Blur { get; init; } = new(1.2, 0.4);

    /// <summary>Largest amount of an unsharp mask, 0 to 4.</summary>
    public Jitter Sharpen { get; init; } = new(1, 0.4);

    /// <summary>Largest deviation of added noise, grey, 0 to 0.5.</summary>
    public Jitter Noise { get; init; } = new(0.03, 0.4);

    /// <summary>Chance of one more JPEG encoding at quality 30 to 95, 0 to 1.</summary>
    public double JpegChance { get; init; } = 0.3;

    /// <summary>A strip along a border is erased, up to this share of the side, 0 to 0.5.</summary>
    public Jitter BorderErasing { get; init; } = new(0.1, 0.25);

    /// <summary>A corner is erased, up to this share of the side: burned-in letters sit there. 0 to 0.5.</summary>
    public Jitter CornerErasing { get; init; } = new(0.2, 0.25);

    /// <summary>Detail against large structures: a factor, log-uniform as gamma, 0 to 3. Off unless asked.</summary>
    public Jitter LocalContrast { get; init; } = 0;

    /// <returns>The first value out of its range, in words; null where all are in.</returns>
    internal string? Fault()
    {
        (string Name, Jitter Value, double Most)[] jitters =
        [
            ("rotation", Rotation, 180), ("shift", Shift, 0.5), ("zoom", Zoom, 1), ("aspect", Aspect, 1), ("shear", Shear, 45), ("gamma", Gamma, 3),
            ("contrast", Contrast, 3), ("brightness", Brightness, 1), ("blur", Blur, 8), ("sharpen", Sharpen, 4), ("noise", Noise, 0.5),
            ("borderErasing", BorderErasing, 0.5), ("cornerErasing", CornerErasing, 0.5),
            ("localContrast", LocalContrast, 3),
        ];
        foreach (var (name, value, most) in jitters)
        {
            if (!(value.Range >= 0 && value.Range <= most)) return FormattableString.Invariant($"augmentation.{name} must lie in 0 to {most}");
            if (value.Chance is not (>= 0 and <= 1)) return $"the chance of augmentation.{name} must lie in 0 to 1";
        }

        if (FlipChance is not (>= 0 and <= 1)) return "augmentation.flipChance must lie in 0 to 1";
        return JpegChance is >= 0 and <= 1 ? null : "augmentation.jpegChance must lie in 0 to 1";
    }
}
