using System.Buffers.Binary;

namespace XrayPortal.Imaging.Decode.Jpeg;

/// <summary>Frame header and what else must be known before decoding.</summary>
/// <param name="FirstScan">Offset of the first SOS marker.</param>
/// <remarks>Source: ITU-T T.81, annex B.</remarks>
internal sealed record JpegHeader(int Width, int Height, int Components, int Orientation, int FirstScan)
{
    public int ShownWidth => Decode.Orientation.SwapsSides(Orientation) ? Height : Width;

    public int ShownHeight => Decode.Orientation.SwapsSides(Orientation) ? Width : Height;

    /// <summary>Reads the marker segments up to the first scan.</summary>
    public static Result<JpegHeader> Read(ReadOnlySpan<byte> file)
    {
        JpegHeader? frame = null;
        var orientation = Decode.Orientation.Upright;
        var at = 2;
        while (true)
        {
            var next = JpegSegment.Read(file, at);
            if (next.IsRefused) return next.Refusal;
            var segment = next.Value;
            var body = file[segment.Body..segment.End];
            switch (segment.Marker)
            {
                case JpegSegment.StartOfScan:
                    return frame is null
                        ? FilmRefusals.Damaged("its picture data come before its size")
                        : frame with { Orientation = orientation, FirstScan = segment.Start };
                case JpegSegment.EndOfImage:
                    return FilmRefusals.Damaged("it holds no picture data");
                case 0xE1 when body.StartsWith("Exif\0\0"u8):
                    orientation = Decode.Orientation.FromTiff(body[6..]);
                    break;
                case >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC):
                    if (frame is not null) return FilmRefusals.Damaged("it states its size twice");
                    var read = ReadFrame(segment.Marker, body);
                    if (read.IsRefused) return read;
                    frame = read.Value;
                    break;
            }

            at = segment.End;
        }
    }

    private static Result<JpegHeader> ReadFrame(byte marker, ReadOnlySpan<byte> body)
    {
        if (marker is 0xC3) return FilmRefusals.JpegProcess("the lossless process");
        if (marker is >= 0xC9) return FilmRefusals.JpegProcess("arithmetic coding");
        if (marker is >= 0xC5) return FilmRefusals.JpegProcess("the hierarchical process");
        if (body.Length < 6) return FilmRefusals.Damaged("its frame header is too short");
        if (body[0] != 8) return FilmRefusals.JpegProcess($"{body[0]} bits a pixel");
        int height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        if (width == 0 || height == 0) return FilmRefusals.NoSize;
        return (int)body[5] switch
        {
            1 or 3 => new JpegHeader(width, height, body[5], Decode.Orientation.Upright, 0),
            4 => FilmRefusals.Cmyk,
            _ => FilmRefusals.Damaged($"it says it has {body[5]} colour planes"),
        };
    }
}
