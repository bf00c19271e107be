using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Overlay;

/// <summary>Draws a class-activation map in inferno, alone or over its film.</summary>
/// <remarks>
/// A map cell covers its share of the film: cell centres and pixel centres both lie at half coordinates, between centres the
/// evidence is linear. Evidence is shown against max(largest evidence, <c>scale</c>), so that a film with hardly any evidence
/// does not light up. The opacity of a pixel grows with its evidence: where there is none, the film is untouched (ADR 0012).
/// </remarks>
public static class HeatMap
{
    /// <summary>Evidence (in the unit of the map) that is shown at full colour even if the film has less.</summary>
    public const float DefaultScale = 1f;

    /// <summary>The film with its map over it, as PNG.</summary>
    /// <param name="cam">Evidence 0 or more, camHeight × camWidth, row-major, spread over the whole film.</param>
    /// <param name="opacity">0 (film only) to 1.</param>
    /// <param name="maxSide">The longer side of the picture in pixels; larger films are made smaller. Null: as the film.</param>
    /// <param name="scale">See remarks of the type; greater than 0.</param>
    public static byte[] Overlay(
        GreyImage film, ReadOnlySpan<float> cam, int camWidth, int camHeight, double opacity, int? maxSide = null, float scale = DefaultScale)
    {
        var (width, height, rgb) = OverlayPixels(film, cam, camWidth, camHeight, opacity, maxSide, scale);
        return PngEncoder.Rgb(width, height, rgb);
    }

    /// <summary>The same, not encoded: red, green and blue of each pixel, row by row.</summary>
    public static (int Width, int Height, byte[] Rgb) OverlayPixels(
        GreyImage film, ReadOnlySpan<float> cam, int camWidth, int camHeight, double opacity, int? maxSide = null, float scale = DefaultScale)
    {
        ArgumentNullException.ThrowIfNull(film);
        ArgumentOutOfRangeException.ThrowIfNegative(opacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(opacity, 1);
        var shown = Fit(film, maxSide);
        var grey = PngEncoder.ToBytes(shown);
        var evidence = Evidence(cam, camWidth, camHeight, shown.Width, shown.Height, scale);
        var rgb = new byte[grey.Length * 3];
        for (var i = 0; i < grey.Length; i++)
        {
            var weight = evidence[i] * (float)opacity;
            var colour = ColourMap.Inferno.Slice(Level(evidence[i]) * 3, 3);
            for (var k = 0; k < 3; k++) rgb[(i * 3) + k] = (byte)((grey[i] * (1 - weight)) + (colour[k] * weight) + 0.5f);
        }

        return (shown.Width, shown.Height, rgb);
    }

    /// <summary>The map alone as PNG with alpha; laid over the film of this size it gives the picture of <see cref="Overlay"/>.</summary>
    public static byte[] Map(ReadOnlySpan<float> cam, int camWidth, int camHeight, int width, int height, float scale = DefaultScale)
    {
        var evidence = Evidence(cam, camWidth, camHeight, width, height, scale);
        var rgba = new byte[evidence.Length * 4];
        for (var i = 0; i < evidence.Length; i++)
        {
            ColourMap.Inferno.Slice(Level(evidence[i]) * 3, 3).CopyTo(rgba.AsSpan(i * 4));
            rgba[(i * 4) + 3] = (byte)Level(evidence[i]);
        }

        return PngEncoder.Rgba(width, height, rgba);
    }

    /// <returns>Evidence 0..1 for each pixel, row-major.</returns>
    private static float[] Evidence(ReadOnlySpan<float> cam, int camWidth, int camHeight, int width, int height, float scale)
    {
        if (cam.Length != camWidth * camHeight) throw new ArgumentException($"Needs {camWidth * camHeight} values, has {cam.Length}.", nameof(cam));
        if (!float.IsFinite(scale) || scale <= 0) throw new ArgumentOutOfRangeException(nameof(scale), scale, "Must be greater than 0.");
        var full = scale;
        foreach (var value in cam)
        {
            if (float.IsFinite(value)) full = Math.Max(full, value);
        }

        var share = new float[cam.Length];
        for (var i = 0; i < share.Length; i++) share[i] = float.IsFinite(cam[i]) ? Math.Max(0, cam[i]) / full : 0;
        var pixels = Antialias.Resize(new GreyImage(camWidth, camHeight, share), width, height).Pixels;
        for (var i = 0; i < pixels.Length; i++) pixels[i] = Math.Clamp(pixels[i], 0f, 1f);
        return pixels;
    }

    private static int Level(float evidence) => (int)((evidence * 255f) + 0.5f);

    private static GreyImage Fit(GreyImage film, int? maxSide)
    {
        var longer = Math.Max(film.Width, film.Height);
        if (maxSide is not { } side || longer <= side) return film;
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1, nameof(maxSide));
        var factor = (double)side / longer;
        return Antialias.Resize(
            film, Math.Max(1, (int)Math.Round(film.Width * factor)), Math.Max(1, (int)Math.Round(film.Height * factor)));
    }
}
