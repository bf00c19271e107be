using System.Buffers.Binary;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Decode;

/// <summary>
/// EXIF orientation (tag 0112), 1 to 8. Films are turned as the tag says, so that model and reader see them upright (ADR 0010).
/// </summary>
internal static class Orientation
{
    public const int Upright = 1;

    private const ushort Tag = 0x0112;
    private const ushort TypeShort = 3;

    public static bool SwapsSides(int orientation) => orientation >= 5;

    /// <param name="tiff">The TIFF structure of an EXIF block.</param>
    /// <returns>1 to 8; 1 where the block does not say, or cannot be read: EXIF alone never refuses a film.</returns>
    public static int FromTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return Upright;
        var little = tiff.StartsWith("II*\0"u8);
        if (!little && !tiff.StartsWith("MM\0*"u8)) return Upright;

        long directory = ReadUInt32(tiff[4..], little);
        if (directory + 2 > tiff.Length) return Upright;
        var entries = ReadUInt16(tiff[(int)directory..], little);
        for (var i = 0; i < entries; i++)
        {
            var at = directory + 2 + (12L * i);
            if (at + 12 > tiff.Length) return Upright;
            var entry = tiff.Slice((int)at, 12);
            if (ReadUInt16(entry, little) != Tag || ReadUInt16(entry[2..], little) != TypeShort) continue;
            int value = ReadUInt16(entry[8..], little);
            return value is >= 1 and <= 8 ? value : Upright;
        }

        return Upright;
    }

    /// <returns>The film as it is to be shown; the same object where it is upright already.</returns>
    public static GreyImage Apply(GreyImage image, int orientation)
    {
        if (orientation == Upright) return image;
        int width = image.Width, height = image.Height;
        var (shownWidth, shownHeight) = SwapsSides(orientation) ? (height, width) : (width, height);
        var turned = new float[image.Pixels.Length];
        for (var y = 0; y < shownHeight; y++)
        {
            for (var x = 0; x < shownWidth; x++)
            {
                var (fromX, fromY) = orientation switch
                {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    _ => (width - 1 - y, x),
                };
                turned[(y * shownWidth) + x] = image.Pixels[(fromY * width) + fromX];
            }
        }

        return new GreyImage(shownWidth, shownHeight, turned);
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    private static uint ReadUInt32(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);
}
