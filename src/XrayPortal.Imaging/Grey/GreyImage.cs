using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace XrayPortal.Imaging.Grey;

/// <summary>
/// A film as the model sees it: grey 0..1, row-major, 0 = black (MONOCHROME2 sense), not resized.
/// </summary>
public sealed class GreyImage
{
    // One of them: levels until somebody asks for the pixels, which may be changed from then on.
    private GreyLevels? levels;
    private float[]? pixels;

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
        this.pixels = pixels;
    }

    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="levels">width × height pixels, row-major; they become grey values when somebody asks for those.</param>
    /// <exception cref="ArgumentException">The length is not width × height.</exception>
    public GreyImage(int width, int height, GreyLevels levels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Count != (long)width * height)
            throw new ArgumentException($"Needs {(long)width * height} pixels, has {levels.Count}.", nameof(levels));
        Width = width;
        Height = height;
        this.levels = levels;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Grey values 0..1, row-major. Always the same array.</summary>
    public float[] Pixels
    {
        get
        {
            var source = Volatile.Read(ref levels); // before the pixels: whoever finds it gone finds them
            if (Volatile.Read(ref pixels) is { } there) return there;
            var made = source!.Widen();
            made = Interlocked.CompareExchange(ref pixels, made, null) ?? made;
            Volatile.Write(ref levels, null);
            return made;
        }
    }

    public float this[int x, int y] => Pixels[(y * Width) + x];

    /// <param name="grey">width × height 8-bit values; each becomes value / 255.</param>
    public static GreyImage FromBytes(int width, int height, ReadOnlySpan<byte> grey) => new(width, height, new GreyLevels(grey.ToArray(), LevelTable.Bytes));

    /// <returns>What makes exactly this image; null where its values are no levels that are known.</returns>
    public GreyLevels? ToLevels()
    {
        if (Volatile.Read(ref levels) is { } source) return source;
        return ByteGrey.Narrow(Pixels) is { } bytes ? new GreyLevels(bytes, LevelTable.Bytes) : null;
    }

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
