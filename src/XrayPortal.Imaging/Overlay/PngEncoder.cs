using System.Buffers.Binary;
using System.IO.Compression;
using XrayPortal.Imaging.Decode.Png;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Overlay;

/// <summary>Writes 8-bit PNG: the same pixels give the same bytes.</summary>
public static class PngEncoder
{
    private const byte FilterUp = 2;

    /// <summary>Grey 0..1 to 8 bits, rounded.</summary>
    public static byte[] Grey(GreyImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Encode(image.Width, image.Height, 1, PngColour.Grey, ToBytes(image));
    }

    /// <param name="rgba">width × height × 4 samples, alpha not premultiplied.</param>
    public static byte[] Rgba(int width, int height, ReadOnlySpan<byte> rgba) => Encode(width, height, 4, PngColour.Rgba, rgba);

    /// <param name="rgb">width × height × 3 samples.</param>
    public static byte[] Rgb(int width, int height, ReadOnlySpan<byte> rgb) => Encode(width, height, 3, PngColour.Rgb, rgb);

    internal static byte[] ToBytes(GreyImage image)
    {
        var bytes = new byte[image.Pixels.Length];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)((Math.Clamp(image.Pixels[i], 0f, 1f) * 255f) + 0.5f);
        return bytes;
    }

    private static byte[] Encode(int width, int height, int samples, PngColour colour, ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length != (long)width * height * samples)
            throw new ArgumentException($"Needs {(long)width * height * samples} bytes, has {pixels.Length}.", nameof(pixels));
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = (byte)colour;
        WriteChunk(file, PngChunk.Header, header);
        WriteChunk(file, PngChunk.Data, Deflate(width * samples, height, pixels));
        WriteChunk(file, PngChunk.End, []);
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Deflate(int rowBytes, int height, ReadOnlySpan<byte> pixels)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[rowBytes + 1];
            row[0] = FilterUp;
            ReadOnlySpan<byte> above = new byte[rowBytes];
            for (var y = 0; y < height; y++)
            {
                var own = pixels.Slice(y * rowBytes, rowBytes);
                for (var i = 0; i < rowBytes; i++) row[i + 1] = unchecked((byte)(own[i] - above[i]));
                zlib.Write(row);
                above = own;
            }
        }

        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    private static void WriteChunk(MemoryStream file, uint type, ReadOnlySpan<byte> body)
    {
        var chunk = new byte[body.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4), type);
        body.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), Crc32.Of(chunk.AsSpan(4, 4 + body.Length)));
        file.Write(chunk);
    }
}
