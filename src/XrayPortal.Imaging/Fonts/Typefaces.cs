using SkiaSharp;

namespace XrayPortal.Imaging.Fonts;

/// <summary>
/// The shipped typefaces, DejaVu Sans 2.37 (licence beside the files). Loaded once for the life of the process: the raster
/// library sees no system font, and a PDF embeds a typeface again for each object that holds it.
/// </summary>
public static class Typefaces
{
    private static readonly Lazy<SKTypeface> LazyRegular = new(() => Load("DejaVuSans.ttf"));
    private static readonly Lazy<SKTypeface> LazyBold = new(() => Load("DejaVuSans-Bold.ttf"));

    /// <summary>DejaVu Sans. Shared: never dispose it.</summary>
    public static SKTypeface Regular => LazyRegular.Value;

    /// <summary>DejaVu Sans Bold. Shared: never dispose it.</summary>
    public static SKTypeface Bold => LazyBold.Value;

    private static SKTypeface Load(string name)
    {
        using var file = typeof(Typefaces).Assembly.GetManifestResourceStream($"{typeof(Typefaces).Namespace}.{name}")
            ?? throw new InvalidOperationException($"The font {name} is not embedded.");
        return SKTypeface.FromStream(file) ?? throw new InvalidOperationException($"The font {name} cannot be read.");
    }
}
