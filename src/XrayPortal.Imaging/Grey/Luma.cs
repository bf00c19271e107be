namespace XrayPortal.Imaging.Grey;

/// <summary>
/// Grey from colour: ITU-R BT.601 luma 0.299 R + 0.587 G + 0.114 B on the values as decoded.
/// Weights are whole thousandths, so that a picture without colour gives exactly its grey values.
/// </summary>
public static class Luma
{
    internal const int Red = 299;
    internal const int Green = 587;
    internal const int Blue = 114;
    internal const int Total = 1000;

    /// <summary>Grey of three planes of one size, values 0..1.</summary>
    public static GreyImage FromPlanes(GreyImage red, GreyImage green, GreyImage blue)
    {
        ArgumentNullException.ThrowIfNull(red);
        ArgumentNullException.ThrowIfNull(green);
        ArgumentNullException.ThrowIfNull(blue);
        var pixels = new float[red.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = ((Red * red.Pixels[i]) + (Green * green.Pixels[i]) + (Blue * blue.Pixels[i])) / Total;
        return new GreyImage(red.Width, red.Height, pixels);
    }

    /// <param name="rgba">8-bit samples, 4 a pixel; alpha is not looked at.</param>
    internal static GreyImage FromRgba(int width, int height, ReadOnlySpan<byte> rgba)
    {
        var pixels = new float[width * height];
        unchecked
        {
            for (int i = 0, at = 0; i < pixels.Length; i++, at += 4)
            {
                var sum = (Red * rgba[at]) + (Green * rgba[at + 1]) + (Blue * rgba[at + 2]);
                pixels[i] = sum / (Total * 255f);
            }
        }

        return new GreyImage(width, height, pixels);
    }
}
