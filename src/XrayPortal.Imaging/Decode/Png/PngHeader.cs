using System.Buffers.Binary;

namespace XrayPortal.Imaging.Decode.Png;

internal enum PngColour
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}

/// <summary>The IHDR chunk.</summary>
/// <remarks>Source: PNG specification (third edition), 11.2.1.</remarks>
internal sealed record PngHeader(int Width, int Height, int BitDepth, PngColour Colour, bool Interlaced)
{
    /// <summary>Offset of the first chunk: after the eight magic bytes.</summary>
    public const int FirstChunk = 8;

    public int Samples => Colour switch
    {
        PngColour.Grey or PngColour.Palette => 1,
        PngColour.GreyAlpha => 2,
        PngColour.Rgb => 3,
        PngColour.Rgba => 4,
    };

    public int BitsPerPixel => Samples * BitDepth;

    /// <summary>Bytes of a row of <paramref name="width"/> pixels, without its filter byte.</summary>
    public int RowBytes(int width) => (int)((((long)width * BitsPerPixel) + 7) / 8);

    public static Result<PngHeader> Read(ReadOnlySpan<byte> file)
    {
        var first = PngChunk.Read(file, FirstChunk);
        if (first.IsRefused) return first.Refusal;
        var chunk = first.Value;
        if (chunk.Type != PngChunk.Header || chunk.Length != 13) return FilmRefusals.Damaged("its first chunk is not its header");
        var body = file.Slice(chunk.Body, chunk.Length);
        uint width = BinaryPrimitives.ReadUInt32BigEndian(body), height = BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue) return FilmRefusals.NoSize;

        int depth = body[8], colour = body[9];
        var valid = colour switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!valid || body[10] != 0 || body[11] != 0 || body[12] > 1) return FilmRefusals.Damaged("its header names a kind of PNG that does not exist");
        return new PngHeader((int)width, (int)height, depth, (PngColour)colour, body[12] == 1);
    }
}
