using XrayPortal.Imaging.Decode;

namespace XrayPortal.Imaging.Dicom;

/// <summary>The three window functions, from modality units to 0..1.</summary>
/// <remarks>Source: DICOM PS3.3, C.11.2.1.2 and C.11.2.1.3.</remarks>
public static class VoiLut
{
    /// <summary>LINEAR, the default.</summary>
    /// <param name="width">At least 1; at 1 it is a step.</param>
    public static double Linear(double x, double center, double width)
    {
        // Bounds first: at width 1 the slope would divide by zero.
        if (x <= center - 0.5 - ((width - 1) / 2)) return 0;
        if (x > center - 0.5 + ((width - 1) / 2)) return 1;
        return ((x - (center - 0.5)) / (width - 1)) + 0.5;
    }

    /// <summary>LINEAR_EXACT.</summary>
    /// <param name="width">Greater than 0.</param>
    public static double LinearExact(double x, double center, double width)
    {
        if (x <= center - (width / 2)) return 0;
        if (x > center + (width / 2)) return 1;
        return ((x - center) / width) + 0.5;
    }

    /// <summary>SIGMOID.</summary>
    /// <param name="width">Greater than 0.</param>
    public static double Sigmoid(double x, double center, double width) => 1 / (1 + Math.Exp(-4 * (x - center) / width));

    /// <summary>The function of a window that can be used.</summary>
    public static Func<double, double> Function(VoiWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return window.Function switch
        {
            VoiFunction.Linear => x => Linear(x, window.Center, window.Width),
            VoiFunction.LinearExact => x => LinearExact(x, window.Center, window.Width),
            VoiFunction.Sigmoid => x => Sigmoid(x, window.Center, window.Width),
        };
    }
}
