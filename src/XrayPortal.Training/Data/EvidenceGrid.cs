using XrayPortal.Training.Augmentation;
using XrayPortal.Training.Saliency;

namespace XrayPortal.Training.Data;

/// <summary>Where a film's boxes lie after it was turned, shifted and zoomed.</summary>
internal static class EvidenceGrid
{
    /// <summary>Cells on a side: finer than any network's last map.</summary>
    public const int Side = 28;

    /// <param name="target">Side × side cells: 1 where a cell's centre lies in a box of the film, else 0.</param>
    /// <param name="pictureSide">Side of the picture that <paramref name="geometry"/> speaks of.</param>
    public static void Draw(IReadOnlyList<Box> boxes, Geometry geometry, int pictureSide, Span<float> target)
    {
        var cell = pictureSide / (float)Side;
        for (var i = 0; i < target.Length; i++)
        {
            var (x, y) = geometry.Source(((i % Side) + 0.5f) * cell - 0.5f, ((i / Side) + 0.5f) * cell - 0.5f);
            var (across, down) = ((x + 0.5) / pictureSide, (y + 0.5) / pictureSide);
            target[i] = boxes.Any(b => b.Contains(across, down)) ? 1 : 0;
        }
    }
}
