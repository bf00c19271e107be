namespace XrayPortal.Imaging.Dicom.Codecs.Jpeg;

/// <summary>A scan header (SOS) with the tables that hold for it.</summary>
/// <param name="First">Ss: first coefficient, or the predictor of a lossless scan.</param>
/// <param name="Last">Se: last coefficient.</param>
/// <param name="High">Ah: bit position of the scan before; 0 for a first scan.</param>
/// <param name="Low">Al: bit position, or the point transform of a lossless scan.</param>
/// <param name="RestartInterval">Minimum coded units between restart markers; 0 for none.</param>
/// <remarks>Source: ITU-T T.81, B.2.3.</remarks>
internal sealed record JpegScan(JpegComponent[] Components, int First, int Last, int High, int Low, int RestartInterval)
{
    public static JpegScan Read(ReadOnlySpan<byte> body, JpegFrame frame, HuffmanTable?[] dc, HuffmanTable?[] ac, int restartInterval)
    {
        if (body.Length < 1 || body[0] is < 1 or > 4 || body.Length < 4 + (2 * body[0])) throw CodecFault.Of("a JPEG scan header is cut off");
        var components = new JpegComponent[body[0]];
        for (var i = 0; i < components.Length; i++)
        {
            var (id, tables) = (body[1 + (2 * i)], body[2 + (2 * i)]);
            var component = Array.Find(frame.Components, c => c.Id == id) ?? throw CodecFault.Of("a JPEG scan names a component that does not exist");
            if (Array.IndexOf(components, component, 0, i) >= 0) throw CodecFault.Of("a JPEG scan names a component twice");
            if (tables >> 4 > 3 || (tables & 15) > 3) throw CodecFault.Of("a JPEG scan names a table that does not exist");
            component.Dc = dc[tables >> 4];
            component.Ac = ac[tables & 15];
            components[i] = component;
        }

        var rest = body[(1 + (2 * components.Length))..];
        return new JpegScan(components, rest[0], rest[1], rest[2] >> 4, rest[2] & 15, restartInterval);
    }
}
