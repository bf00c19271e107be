using System.Buffers.Binary;

namespace XrayPortal.Imaging.Decode.Jpeg;

/// <summary>One marker segment: offsets of the marker, of its body and of what follows.</summary>
internal readonly record struct JpegSegment(byte Marker, int Start, int Body, int End)
{
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;

    public static Result<JpegSegment> Read(ReadOnlySpan<byte> file, int at)
    {
        var start = at;
        if (at >= file.Length) return FilmRefusals.Truncated;
        if (file[at] != 0xFF) return FilmRefusals.Damaged("a marker is missing where one must stand");
        while (at < file.Length && file[at] == 0xFF) at++; // fill bytes, T.81 B.1.1.2
        if (at >= file.Length) return FilmRefusals.Truncated;
        var marker = file[at++];
        if (marker is EndOfImage or 0x01 or >= 0xD0 and <= 0xD8) return new JpegSegment(marker, start, at, at);
        if (at + 2 > file.Length) return FilmRefusals.Truncated;
        int length = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
        if (length < 2) return FilmRefusals.Damaged("a segment has no length");
        if (at + length > file.Length) return FilmRefusals.Truncated;
        return new JpegSegment(marker, start, at + 2, at + length);
    }

    /// <summary>Skips entropy-coded data: to the next marker that is neither stuffing nor a restart.</summary>
    /// <returns>Offset of that marker, or -1 where the data end without one.</returns>
    public static int EndOfScan(ReadOnlySpan<byte> file, int at)
    {
        while (true)
        {
            var found = file[at..].IndexOf((byte)0xFF);
            if (found < 0 || at + found + 1 >= file.Length) return -1;
            at += found;
            if (file[at + 1] is not (0x00 or 0xFF or >= 0xD0 and <= 0xD7)) return at;
            at += file[at + 1] == 0xFF ? 1 : 2;
        }
    }
}
