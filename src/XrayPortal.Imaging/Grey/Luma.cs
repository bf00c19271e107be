namespace XrayPortal.Imaging.Grey;

/// <summary>
/// Grey from colour: ITU-R BT.601 luma 0.299 R + 0.587 G + 0.114 B on the values as decoded.
/// Weights are whole thousandths, so that a picture without colour gives exactly its grey values.
/// </summary>
internal static class Luma
{
    public const int Red = 299;
    public const int Green = 587;
    public const int Blue = 114;
    public const int Total = 1000;

    /// <param name="rgba">8-bit samples, 4 a pixel; alpha is not looked at.</param>
    public static GreyImage FromRgba(int width, int height, ReadOnlySpan<byte> rgba)
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
