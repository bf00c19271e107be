using System.Buffers.Binary;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Decode.Png;

/// <summary>Plain rows to grey 0..1.</summary>
internal sealed class PngSamples
{
    private readonly PngHeader header;
    private readonly float[] palette;
    private readonly long transparentKey;

    private PngSamples(PngHeader header, float[] palette, long transparentKey)
    {
        this.header = header;
        this.palette = palette;
        this.transparentKey = transparentKey;
    }

    private int Maximum => (1 << header.BitDepth) - 1;

    public static Result<PngSamples> Create(PngHeader header, PngChunks chunks)
    {
        var key = TransparentKey(header, chunks.Transparency.Span);
        if (header.Colour != PngColour.Palette) return new PngSamples(header, [], key);
        var colours = chunks.Palette.Span;
        if (colours.Length is 0 or > 768 || colours.Length % 3 != 0) return FilmRefusals.Damaged("it lacks its palette");
        var alpha = chunks.Transparency.Span;
        var grey = new float[colours.Length / 3];
        for (var i = 0; i < grey.Length; i++)
        {
            var opacity = i < alpha.Length ? alpha[i] / 255.0 : 1;
            grey[i] = (float)(Weighted(colours[3 * i], colours[(3 * i) + 1], colours[(3 * i) + 2]) / (Luma.Total * 255.0) * opacity);
        }

        return new PngSamples(header, grey, -1);
    }

    /// <returns>False where a pixel lies outside the palette.</returns>
    public bool ToGrey(ReadOnlySpan<byte> row, Span<float> grey)
    {
        if (header.Colour == PngColour.Palette) return FromPalette(row, grey);
        switch (header.Samples)
        {
            case 1: FromGrey(row, grey); break;
            case 2: FromGreyAlpha(row, grey); break;
            default: FromColour(row, grey); break;
        }

        return true;
    }

    private static long Weighted(long red, long green, long blue) => (Luma.Red * red) + (Luma.Green * green) + (Luma.Blue * blue);

    // One grey or colour that stands for "transparent" (tRNS), packed as FromGrey and FromColour see it.
    private static long TransparentKey(PngHeader header, ReadOnlySpan<byte> body) => header.Colour switch
    {
        PngColour.Grey when body.Length >= 2 => BinaryPrimitives.ReadUInt16BigEndian(body),
        PngColour.Rgb when body.Length >= 6 => Packed(
            BinaryPrimitives.ReadUInt16BigEndian(body), BinaryPrimitives.ReadUInt16BigEndian(body[2..]), BinaryPrimitives.ReadUInt16BigEndian(body[4..])),
        _ => -1,
    };

    private static long Packed(long red, long green, long blue) => (red << 32) | (green << 16) | blue;

    private int Sample(ReadOnlySpan<byte> row, int index) => header.BitDepth switch
    {
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(index * 2)..]),
        8 => row[index],
        var depth => (row[index * depth / 8] >> (8 - depth - (index * depth % 8))) & ((1 << depth) - 1),
    };

    private bool FromPalette(ReadOnlySpan<byte> row, Span<float> grey)
    {
        for (var i = 0; i < grey.Length; i++)
        {
            var index = Sample(row, i);
            if (index >= palette.Length) return false;
            grey[i] = palette[index];
        }

        return true;
    }

    private void FromGrey(ReadOnlySpan<byte> row, Span<float> grey)
    {
        var maximum = (float)Maximum;
        for (var i = 0; i < grey.Length; i++)
        {
            var value = Sample(row, i);
            grey[i] = value == transparentKey ? 0f : value / maximum;
        }
    }

    private void FromGreyAlpha(ReadOnlySpan<byte> row, Span<float> grey)
    {
        double maximum = Maximum;
        for (var i = 0; i < grey.Length; i++) grey[i] = (float)(Sample(row, 2 * i) / maximum * (Sample(row, (2 * i) + 1) / maximum));
    }

    private void FromColour(ReadOnlySpan<byte> row, Span<float> grey)
    {
        var samples = header.Samples;
        double whole = Luma.Total * (double)Maximum, maximum = Maximum;
        for (var i = 0; i < grey.Length; i++)
        {
            var at = i * samples;
            int red = Sample(row, at), green = Sample(row, at + 1), blue = Sample(row, at + 2);
            var opacity = samples == 4 ? Sample(row, at + 3) / maximum : Packed(red, green, blue) == transparentKey ? 0 : 1;
            grey[i] = (float)(Weighted(red, green, blue) / whole * opacity);
        }
    }
}
