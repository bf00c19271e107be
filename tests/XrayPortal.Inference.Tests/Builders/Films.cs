using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Overlay;

namespace XrayPortal.Inference.Tests.Builders;

/// <summary>Pictures whose score under <see cref="TinyOnnx"/> is known.</summary>
internal static class Films
{
    public static GreyImage Flat(double grey, int width = 64, int height = 48)
    {
        var pixels = new float[width * height];
        Array.Fill(pixels, (float)grey);
        return new GreyImage(width, height, pixels);
    }

    /// <summary>A mild slope around a mean grey: no edges, and not blank to a quality check.</summary>
    public static GreyImage Slope(double mean, int side = 64)
    {
        var pixels = new float[side * side];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (float)(mean + (0.2 * (((i % side) / (side - 1.0)) - 0.5)));
        return new GreyImage(side, side, pixels);
    }

    /// <summary>Stripes of one pixel at the graph's own size: edges everywhere.</summary>
    public static GreyImage Stripes(int side = 64, int wide = 4)
    {
        var pixels = new float[side * side];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = i % side / wide % 2 == 0 ? 0.9f : 0.1f;
        return new GreyImage(side, side, pixels);
    }

    public static string Save(GreyImage film, string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, PngEncoder.Grey(film));
        return file;
    }
}
