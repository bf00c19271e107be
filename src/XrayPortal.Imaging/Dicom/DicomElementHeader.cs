using System.Buffers.Binary;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Tag, VR and length of an element, before its value.</summary>
/// <param name="Vr">Two letters; empty in implicit VR and for items.</param>
/// <param name="Value">Offset of the value.</param>
/// <remarks>Source: DICOM PS3.5, 7.1.</remarks>
internal readonly record struct DicomElementHeader(DicomTag Tag, string Vr, uint Length, int Value)
{
    public const uint Undefined = uint.MaxValue;

    private static readonly HashSet<string> Short =
        ["AE", "AS", "AT", "CS", "DA", "DS", "DT", "FL", "FD", "IS", "LO", "LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US"];

    private static readonly HashSet<string> Long = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"];

    public static DicomTag ReadTag(ReadOnlySpan<byte> at) =>
        new(BinaryPrimitives.ReadUInt16LittleEndian(at), BinaryPrimitives.ReadUInt16LittleEndian(at[2..]));

    /// <returns>Null where the file ends within the header.</returns>
    public static DicomElementHeader? Read(ReadOnlySpan<byte> file, int at, bool explicitVr)
    {
        if (file.Length - at < 8) return null;
        var tag = ReadTag(file[at..]);
        if (!explicitVr || tag.Group == 0xFFFE)
            return new DicomElementHeader(tag, "", BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]), at + 8);
        var vr = VrAt(file, at + 4);
        if (Short.Contains(vr)) return new DicomElementHeader(tag, vr, BinaryPrimitives.ReadUInt16LittleEndian(file[(at + 6)..]), at + 8);
        // Unknown letters are read in the long form, as PS3.5 6.2.2 has it for UN.
        return file.Length - at < 12 ? null : new DicomElementHeader(tag, vr, BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 8)..]), at + 12);
    }

    /// <summary>Whether two bytes are a VR that exists: tells explicit from implicit.</summary>
    public static bool IsVr(ReadOnlySpan<byte> file, int at) =>
        file.Length - at >= 2 && VrAt(file, at) is var vr && (Short.Contains(vr) || Long.Contains(vr));

    private static string VrAt(ReadOnlySpan<byte> file, int at) => string.Create(2, (file[at], file[at + 1]), static (text, pair) =>
    {
        text[0] = (char)pair.Item1;
        text[1] = (char)pair.Item2;
    });
}
