using System.Buffers.Binary;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Writes data sets in explicit VR little endian, sequences and items with their lengths.</summary>
/// <remarks>Source: DICOM PS3.5, 7 and annex A; PS3.10, 7.1. Group lengths are retired and left out.</remarks>
internal static class DicomWriter
{
    private const int MaxDepth = 64;

    /// <summary>A whole file: empty preamble, meta information, data set.</summary>
    public static byte[] Part10(DicomDataset meta, DicomDataset dataset)
    {
        using var file = new MemoryStream();
        file.Write(new byte[128]);
        file.Write("DICM"u8);
        var group = Bytes(meta);
        Write(file, new DicomElement(DicomTag.FileMetaInformationGroupLength, DicomVR.UL, BitConverter.GetBytes(group.Length)), 0);
        file.Write(group);
        WriteAll(file, dataset, 0);
        return file.ToArray();
    }

    public static byte[] Bytes(DicomDataset dataset)
    {
        using var stream = new MemoryStream();
        WriteAll(stream, dataset, 0);
        return stream.ToArray();
    }

    // Recursion is safe: what is read is no deeper than DicomLimits, and what is made here is checked.
    private static void WriteAll(MemoryStream stream, DicomDataset dataset, int depth)
    {
        if (depth > MaxDepth) throw new DicomFileException(DicomErrorKind.NestingTooDeep, stream.Position, default, "sequences are nested too deep");
        foreach (var item in dataset)
        {
            if (item.Tag.Element != 0) Write(stream, item, depth);
        }
    }

    private static void Write(MemoryStream stream, DicomItem item, int depth)
    {
        switch (item)
        {
            case DicomElement element:
                WriteHeader(stream, item.Tag, item.ValueRepresentation, element.Length + (element.Length & 1));
                stream.Write(element.Bytes.Span);
                if ((element.Length & 1) == 1) stream.WriteByte(item.ValueRepresentation.PaddingValue);
                break;
            case DicomSequence sequence:
                using (var items = new MemoryStream())
                {
                    foreach (var dataset in sequence.Items) WriteItem(items, dataset, depth + 1);
                    WriteHeader(stream, item.Tag, DicomVR.SQ, (int)items.Length);
                    items.WriteTo(stream);
                }

                break;
            case DicomFragmentSequence fragments:
                WriteHeader(stream, item.Tag, item.ValueRepresentation, -1);
                WriteFragment(stream, [.. fragments.OffsetTable.SelectMany(BitConverter.GetBytes)]);
                foreach (var fragment in fragments.Fragments) WriteFragment(stream, fragment.Span);
                WriteItemHeader(stream, DicomTag.SequenceDelimitation, 0);
                break;
        }
    }

    private static void WriteItem(MemoryStream stream, DicomDataset dataset, int depth)
    {
        using var body = new MemoryStream();
        WriteAll(body, dataset, depth);
        WriteItemHeader(stream, DicomTag.Item, (int)body.Length);
        body.WriteTo(stream);
    }

    private static void WriteFragment(MemoryStream stream, ReadOnlySpan<byte> fragment)
    {
        WriteItemHeader(stream, DicomTag.Item, fragment.Length + (fragment.Length & 1));
        stream.Write(fragment);
        if ((fragment.Length & 1) == 1) stream.WriteByte(0);
    }

    private static void WriteHeader(MemoryStream stream, DicomTag tag, DicomVR vr, int length)
    {
        // A value that is too long for 16 bits is written as UN (PS3.5, 6.2.2).
        if (vr.Is16bitLength && length > 0xFFFE) vr = DicomVR.UN;
        Span<byte> head = stackalloc byte[12];
        WriteTag(head, tag);
        (head[4], head[5]) = ((byte)vr.Code[0], (byte)vr.Code[1]);
        if (vr.Is16bitLength) BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)length);
        else BinaryPrimitives.WriteInt32LittleEndian(head[8..], length);
        stream.Write(head[..(vr.Is16bitLength ? 8 : 12)]);
    }

    private static void WriteItemHeader(MemoryStream stream, DicomTag tag, int length)
    {
        Span<byte> head = stackalloc byte[8];
        WriteTag(head, tag);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], length);
        stream.Write(head);
    }

    private static void WriteTag(Span<byte> at, DicomTag tag)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(at, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], tag.Element);
    }
}
