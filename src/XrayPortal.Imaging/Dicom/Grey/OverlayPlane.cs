using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Overlay planes (groups 6000 to 601E): one bit a pixel, drawn in white on top of a film where somebody asks for it.</summary>
/// <remarks>Source: DICOM PS3.3, C.9.2; planes in unused bits of the pixels: PS3.3-2004, C.9.2 (retired).</remarks>
internal static class OverlayPlane
{
    private const ushort FirstGroup = 0x6000;
    private const ushort LastGroup = 0x601E;

    public static bool AreIn(DicomDataset dataset) =>
        Enumerable.Range(0, ((LastGroup - FirstGroup) / 2) + 1).Any(i => dataset.Contains(new DicomTag((ushort)(FirstGroup + (2 * i)), 0x0010)));

    /// <exception cref="DicomFileException">A plane has fewer bits than its rows and columns say.</exception>
    public static void DrawAll(DicomDataset dataset, DicomFrame frame, GreyImage film)
    {
        for (int group = FirstGroup; group <= LastGroup; group += 2) Draw(dataset, (ushort)group, frame, film);
    }

    private static void Draw(DicomDataset dataset, ushort group, DicomFrame frame, GreyImage film)
    {
        if (dataset.GetUInt16OrDefault(new DicomTag(group, 0x0010)) is not { } rows
            || dataset.GetUInt16OrDefault(new DicomTag(group, 0x0011)) is not { } columns) return;
        // Row and column of the plane's first pixel, from 1; the plane may reach beyond the film.
        var origin = new DicomTag(group, 0x0050);
        var top = unchecked((short)(dataset.GetUInt16OrDefault(origin) ?? 1)) - 1;
        var left = unchecked((short)(dataset.GetUInt16OrDefault(origin, 1) ?? 1)) - 1;
        var data = new DicomTag(group, 0x3000);
        Func<int, bool> isSet;
        if (dataset.TryGetBytes(data, out var bits))
        {
            if (8L * bits.Length < (long)rows * columns) throw PixelFault.Attribute(data);
            isSet = i => (bits.Span[i >> 3] >> (i & 7) & 1) != 0;
        }
        else
        {
            var bit = dataset.GetUInt16OrDefault(new DicomTag(group, 0x0102)) ?? 0;
            if (rows != frame.Height || columns != frame.Width || frame.SamplesPerPixel != 1 || bit > 31) return;
            isSet = i => (frame.CellAt(i) >> bit & 1) != 0;
        }

        for (var y = Math.Max(0, -top); y < rows && y + top < film.Height; y++)
        {
            for (var x = Math.Max(0, -left); x < columns && x + left < film.Width; x++)
            {
                if (isSet((y * columns) + x)) film.Pixels[((y + top) * film.Width) + x + left] = 1;
            }
        }
    }
}
