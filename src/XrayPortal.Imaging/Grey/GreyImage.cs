using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace XrayPortal.Imaging.Grey;

/// <summary>
/// A film as the model sees it: grey 0..1, row-major, 0 = black (MONOCHROME2 sense), not resized.
/// </summary>
public sealed class GreyImage
{
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">width × height values in 0..1, row-major; owned by the image from here on.</param>
    /// <exception cref="ArgumentException">The length is not width × height.</exception>
    public GreyImage(int width, int height, float[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != (long)width * height)
            throw new ArgumentException($"Needs {(long)width * height} pixels, has {pixels.LongLength}.", nameof(pixels));
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    public float[] Pixels { get; }

    public float this[int x, int y] => Pixels[(y * Width) + x];

    /// <param name="grey">width × height 8-bit values; each becomes value / 255.</param>
    public static GreyImage FromBytes(int width, int height, ReadOnlySpan<byte> grey)
    {
        return new GreyImage(width, height, ByteGrey.Widen(grey));
    }

    /// <returns>The bytes that <see cref="FromBytes"/> makes exactly this image of; null where there are none.</returns>
    public byte[]? ToBytes() => ByteGrey.Narrow(Pixels);

    /// <summary>
    /// SHA-256, lower-case hex, over width, height (int32 little endian) and the pixels (float32 little endian):
    /// names exactly what a model saw.
    /// </summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, Width);
        BinaryPrimitives.WriteInt32LittleEndian(size[4..], Height);
        hash.AppendData(size);
        hash.AppendData(MemoryMarshal.AsBytes(Pixels.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
