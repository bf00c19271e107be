using System.IO.Compression;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Decode.Png;

/// <summary>
/// PNG of every colour type and bit depth, exact to the last bit (Skia reduces 16 bits to 8). Raw values: gamma and
/// colour profiles are not applied (ADR 0010); what is transparent is black.
/// </summary>
internal static class PngDecoder
{
    // Deflate cannot do better: 258 bytes from 2 bits.
    private const int MaxInflation = 1032;

    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static readonly (int X, int Y, int StepX, int StepY)[] OnePass = [(0, 0, 1, 1)];

    public static Result<DecodedFilm> Decode(ReadOnlyMemory<byte> file, DecodeLimits limits)
    {
        var read = PngHeader.Read(file.Span);
        if (read.IsRefused) return read.Refusal;
        var header = read.Value;
        if (limits.RefusalOfPixels(header.Width, header.Height) is { } tooMany) return tooMany;
        var chunks = PngChunks.Read(file);
        if (chunks.IsRefused) return chunks.Refusal;
        var samples = PngSamples.Create(header, chunks.Value);
        if (samples.IsRefused) return samples.Refusal;
        // Before memory is taken for the pixels: a short file cannot hold a large picture.
        if ((long)header.RowBytes(header.Width) * header.Height / MaxInflation > chunks.Value.DataBytes) return FilmRefusals.Truncated;

        var pixels = new float[header.Width * header.Height];
        var refusal = Inflate(chunks.Value, header, samples.Value, pixels);
        if (refusal is not null) return refusal;
        var image = new GreyImage(header.Width, header.Height, pixels);
        return new DecodedFilm(Orientation.Apply(image, chunks.Value.Orientation), FilmFormat.Png, header.BitDepth, FilmFacts.None);
    }

    private static Refusal? Inflate(PngChunks chunks, PngHeader header, PngSamples samples, float[] pixels)
    {
        using var compressed = new SegmentStream(chunks.Data);
        using var plain = new ZLibStream(compressed, CompressionMode.Decompress);
        try
        {
            foreach (var pass in header.Interlaced ? Adam7 : OnePass)
            {
                if (ReadPass(plain, header, samples, pass, pixels) is { } refusal) return refusal;
            }

            return null;
        }
        catch (EndOfStreamException)
        {
            return FilmRefusals.Truncated;
        }
        catch (InvalidDataException)
        {
            return FilmRefusals.Damaged("its picture data cannot be unpacked");
        }
    }

    private static Refusal? ReadPass(
        ZLibStream plain, PngHeader header, PngSamples samples, (int X, int Y, int StepX, int StepY) pass, float[] pixels)
    {
        var width = (header.Width - pass.X + pass.StepX - 1) / pass.StepX;
        if (width == 0) return null;
        var step = Math.Max(1, header.BitsPerPixel / 8);
        var row = new byte[header.RowBytes(width) + 1];
        var above = new byte[row.Length];
        var grey = new float[width];
        for (var y = pass.Y; y < header.Height; y += pass.StepY)
        {
            plain.ReadExactly(row);
            if (!PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), step)) return FilmRefusals.Damaged("a row has an unknown filter");
            var to = pixels.AsSpan(y * header.Width, header.Width);
            if (pass.StepX == 1)
            {
                if (!samples.ToGrey(row.AsSpan(1), to)) return FilmRefusals.Damaged("a pixel names a colour that its palette lacks");
            }
            else
            {
                if (!samples.ToGrey(row.AsSpan(1), grey)) return FilmRefusals.Damaged("a pixel names a colour that its palette lacks");
                for (var i = 0; i < width; i++) to[pass.X + (i * pass.StepX)] = grey[i];
            }

            (row, above) = (above, row);
        }

        return null;
    }
}
