using System.Buffers;
using SkiaSharp;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Decode.Jpeg;

/// <summary>
/// JPEG through Skia (libjpeg-turbo): baseline and progressive, grey or colour, 8 bits. Raw values: no ICC profile is applied (ADR 0010).
/// </summary>
internal static class JpegDecoder
{
    // Ordinary progressive files have about ten; thousands would only burn time.
    private const int MaxScans = 100;

    public static Result<DecodedFilm> Decode(ReadOnlyMemory<byte> file, DecodeLimits limits)
    {
        var read = JpegHeader.Read(file.Span);
        if (read.IsRefused) return read.Refusal;
        var header = read.Value;
        if (limits.RefusalOfPixels(header.Width, header.Height) is { } tooMany) return tooMany;
        if (CheckScans(file.Span, header) is { } broken) return broken;

        var image = header.Components == 1
            ? DecodeWith(file, header, SKColorType.Gray8, 1)
            : DecodeWith(file, header, SKColorType.Rgba8888, 4);
        if (image.IsRefused) return image.Refusal;
        return new DecodedFilm(Orientation.Apply(image.Value, header.Orientation), FilmFormat.Jpeg, 8, FilmFacts.None);
    }

    /// <summary>Walks all scans to the end marker: the decoder itself fills what is missing with grey.</summary>
    private static Refusal? CheckScans(ReadOnlySpan<byte> file, JpegHeader header)
    {
        var at = header.FirstScan;
        var scans = 0;
        long coded = 0;
        while (true)
        {
            var segment = JpegSegment.Read(file, at);
            if (segment.IsRefused) return segment.Refusal;
            if (segment.Value.Marker == JpegSegment.EndOfImage) break;
            at = segment.Value.End;
            if (segment.Value.Marker != JpegSegment.StartOfScan) continue;

            if (++scans > MaxScans) return FilmRefusals.Damaged($"it holds more than {MaxScans} scans");
            var end = JpegSegment.EndOfScan(file, at);
            if (end < 0) return FilmRefusals.Truncated;
            coded += end - at;
            at = end;
        }

        // The first scan of a component spends at least one bit on 8 x 8 pixels, so a byte cannot hold more than 512:
        // found before memory is taken for the pixels.
        return (long)header.Width * header.Height > (coded + 1) * 512 ? FilmRefusals.Truncated : null;
    }

    private static unsafe Result<GreyImage> DecodeWith(
        ReadOnlyMemory<byte> file, JpegHeader header, SKColorType colorType, int bytesPerPixel)
    {
        using var pinned = file.Pin();
        using var data = SKData.Create((IntPtr)pinned.Pointer, file.Length);
        using var codec = SKCodec.Create(data);
        if (codec is null) return FilmRefusals.Damaged("its tables cannot be read");
        var info = new SKImageInfo(header.Width, header.Height, colorType, SKAlphaType.Opaque);
        if (codec.Info.Width != info.Width || codec.Info.Height != info.Height) return FilmRefusals.Damaged("it states two sizes");

        var bytes = header.Width * header.Height * bytesPerPixel;
        var buffer = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            SKCodecResult result;
            fixed (byte* pixels = buffer) result = codec.GetPixels(info, (IntPtr)pixels);
            return result switch
            {
                SKCodecResult.Success => bytesPerPixel == 1
                    ? GreyImage.FromBytes(header.Width, header.Height, buffer.AsSpan(0, bytes))
                    : Luma.FromRgba(header.Width, header.Height, buffer.AsSpan(0, bytes)),
                SKCodecResult.IncompleteInput => FilmRefusals.Truncated,
                _ => FilmRefusals.Damaged("its picture data cannot be decoded"),
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
