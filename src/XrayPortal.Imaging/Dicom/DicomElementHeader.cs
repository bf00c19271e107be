using System.Buffers.Binary;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Tag, VR and length of an element, before its value.</summary>
/// <param name="Vr">Null in implicit VR, for items, and for letters that name none.</param>
/// <param name="Value">Offset of the value.</param>
/// <remarks>Source: DICOM PS3.5, 7.1.</remarks>
internal readonly record struct DicomElementHeader(DicomTag Tag, DicomVR? Vr, uint Length, int Value)
{
    public const uint Undefined = uint.MaxValue;

    public static DicomTag ReadTag(ReadOnlySpan<byte> at, bool bigEndian = false) =>
        bigEndian
            ? new(BinaryPrimitives.ReadUInt16BigEndian(at), BinaryPrimitives.ReadUInt16BigEndian(at[2..]))
            : new(BinaryPrimitives.ReadUInt16LittleEndian(at), BinaryPrimitives.ReadUInt16LittleEndian(at[2..]));

    /// <returns>Null where the file ends within the header.</returns>
    public static DicomElementHeader? Read(ReadOnlySpan<byte> file, int at, bool explicitVr, bool bigEndian)
    {
        if (file.Length - at < 8) return null;
        var tag = ReadTag(file[at..], bigEndian);
        if (!explicitVr || tag.Group == 0xFFFE) return new DicomElementHeader(tag, null, ReadUInt32(file[(at + 4)..], bigEndian), at + 8);
        var vr = DicomVR.FromLetters(file[at + 4], file[at + 5]);
        if (vr is { Is16bitLength: true })
        {
            var length = file.Slice(at + 6, 2);
            return new DicomElementHeader(tag, vr, bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(length) : BinaryPrimitives.ReadUInt16LittleEndian(length), at + 8);
        }

        // Unknown letters are read in the long form, as PS3.5 6.2.2 has it for UN.
        return file.Length - at < 12 ? null : new DicomElementHeader(tag, vr, ReadUInt32(file[(at + 8)..], bigEndian), at + 12);
    }

    /// <summary>Whether two bytes are a VR that exists: tells explicit from implicit.</summary>
    public static bool IsVr(ReadOnlySpan<byte> file, int at) => file.Length - at >= 2 && DicomVR.FromLetters(file[at], file[at + 1]) is not null;

    /// <summary>Whether two bytes are capital letters, as those of a VR still to come would be.</summary>
    public static bool IsLetters(ReadOnlySpan<byte> file, int at) =>
        file.Length - at >= 2 && file[at] is >= (byte)'A' and <= (byte)'Z' && file[at + 1] is >= (byte)'A' and <= (byte)'Z';

    private static uint ReadUInt32(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
