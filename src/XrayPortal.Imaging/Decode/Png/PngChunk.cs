using System.Buffers.Binary;

namespace XrayPortal.Imaging.Decode.Png;

/// <summary>One chunk whose check sum was right.</summary>
/// <param name="Type">Four letters, big endian.</param>
/// <param name="Body">Offset of the body in the file.</param>
internal readonly record struct PngChunk(uint Type, int Body, int Length)
{
    public const uint Header = 0x49484452; // IHDR
    public const uint Palette = 0x504C5445; // PLTE
    public const uint Data = 0x49444154; // IDAT
    public const uint End = 0x49454E44; // IEND
    public const uint Transparency = 0x74524E53; // tRNS
    public const uint Exif = 0x65584966; // eXIf
    public const uint AnimationControl = 0x6163544C; // acTL

    /// <summary>Offset of the chunk after this one.</summary>
    public int Next => Body + Length + 4;

    /// <summary>A first letter in upper case: the picture cannot be shown without it.</summary>
    public bool IsCritical => (Type & 0x20000000) == 0;

    public static Result<PngChunk> Read(ReadOnlySpan<byte> file, int at)
    {
        if (file.Length - at < 12) return FilmRefusals.Truncated;
        var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
        if (length > int.MaxValue) return FilmRefusals.Damaged("a chunk has an impossible length");
        if (length > file.Length - at - 12) return FilmRefusals.Truncated;
        var checkedBytes = file.Slice(at + 4, 4 + (int)length);
        if (Crc32.Of(checkedBytes) != BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + (int)length)..]))
            return FilmRefusals.CheckSum;
        return new PngChunk(BinaryPrimitives.ReadUInt32BigEndian(checkedBytes), at + 8, (int)length);
    }
}
