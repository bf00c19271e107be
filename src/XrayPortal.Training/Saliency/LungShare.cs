using XrayPortal.Imaging.Grey;

namespace XrayPortal.Training.Saliency;

/// <summary>How much of what speaks for a class lies in the lungs, beside how much of the film they are: what an even map would give.</summary>
/// <param name="Share">Of the positive evidence, 0..1; null where nothing speaks for the class.</param>
/// <param name="Area">Of the film, 0..1.</param>
internal sealed record LungShare(RegionKind Kind, double? Share, double Area)
{
    /// <param name="map">Spread over the film as it is drawn: linear between the centres of its cells.</param>
    /// <param name="cover">How much of each pixel is lung, width × height, row-major.</param>
    public static LungShare Of(SaliencyMap map, RegionKind kind, ReadOnlySpan<float> cover, int width, int height)
    {
        var evidence = Antialias.Resize(new GreyImage(map.Width, map.Height, map.Positive), width, height).Pixels;
        double inside = 0, all = 0, area = 0;
        for (var i = 0; i < evidence.Length; i++)
        {
            inside += evidence[i] * cover[i];
            all += evidence[i];
            area += cover[i];
        }

        return new LungShare(kind, all > 0 ? inside / all : null, area / cover.Length);
    }
}
