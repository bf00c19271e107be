using System.Buffers.Binary;

namespace XrayPortal.Imaging.Dicom.Codecs.Jpeg;

/// <summary>Marker segments, which JPEG and JPEG-LS share; JPEG 2000 has the end marker, too.</summary>
/// <remarks>Source: ITU-T T.81, B.1.1.</remarks>
internal static class JpegMarker
{
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;

    /// <returns>The marker, where its content begins and where it ends.</returns>
    public static (byte Marker, int Body, int End) Read(ReadOnlySpan<byte> stream, int at)
    {
        while (at + 1 < stream.Length && stream[at] == 0xFF && stream[at + 1] == 0xFF) at++;
        if (at + 1 >= stream.Length) throw CodecFault.Of("the JPEG ends without its end marker");
        if (stream[at] != 0xFF) throw CodecFault.Of("a JPEG marker is missing where one must stand");
        var marker = stream[at + 1];
        at += 2;
        if (marker is EndOfImage or 0x01 or >= 0xD0 and <= 0xD8) return (marker, at, at);
        if (at + 2 > stream.Length) throw CodecFault.Of("a JPEG segment is cut off");
        var length = BinaryPrimitives.ReadUInt16BigEndian(stream[at..]);
        if (length < 2 || length > stream.Length - at) throw CodecFault.Of("a JPEG segment is cut off");
        return (marker, at + 2, at + length);
    }

    /// <summary>Skips entropy-coded data: to the next marker that is neither stuffing nor a restart.</summary>
    public static int EndOfScan(ReadOnlySpan<byte> stream, int at)
    {
        while (true)
        {
            var found = stream[at..].IndexOf((byte)0xFF);
            if (found < 0 || at + found + 1 >= stream.Length) throw CodecFault.Of("the JPEG ends without its end marker");
            at += found;
            if (stream[at + 1] is not (0x00 or 0xFF or >= 0xD0 and <= 0xD7)) return at;
            at += stream[at + 1] == 0xFF ? 1 : 2;
        }
    }

    /// <summary>Whether a stream ends with its end marker; one byte of padding to an even length may follow, and zeros.</summary>
    public static bool IsComplete(ReadOnlySpan<byte> stream) =>
        stream.TrimEnd((byte)0) is [.., 0xFF, EndOfImage] or [.., 0xFF, EndOfImage, _];
}
