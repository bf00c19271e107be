namespace XrayPortal.Imaging.Dicom;

/// <summary>One attribute of a data set.</summary>
public abstract class DicomItem(DicomTag tag, DicomVR vr)
{
    public DicomTag Tag => tag;

    public DicomVR ValueRepresentation => vr;
}

/// <summary>An attribute with a value.</summary>
/// <param name="tag">Its tag.</param>
/// <param name="vr">Any but SQ.</param>
/// <param name="bytes">The value, little endian whatever the file's byte order was; a slice of the file where it was read from one.</param>
public sealed class DicomElement(DicomTag tag, DicomVR vr, ReadOnlyMemory<byte> bytes) : DicomItem(tag, vr)
{
    public ReadOnlyMemory<byte> Bytes => bytes;

    public int Length => bytes.Length;
}

/// <summary>An attribute whose value is a list of data sets.</summary>
public sealed class DicomSequence(DicomTag tag, params IEnumerable<DicomDataset> items) : DicomItem(tag, DicomVR.SQ)
{
    /// <summary>In the order of the file; may be empty.</summary>
    public IList<DicomDataset> Items { get; } = [.. items];
}

/// <summary>Encapsulated pixel data: an offset table and codestreams in pieces.</summary>
/// <param name="tag">Pixel Data.</param>
/// <param name="vr">OB or OW.</param>
/// <param name="offsetTable">Where each frame begins, counted from the first fragment's item tag; often empty.</param>
/// <param name="fragments">Slices of the file.</param>
/// <remarks>Source: DICOM PS3.5, annex A.4.</remarks>
public sealed class DicomFragmentSequence(
    DicomTag tag, DicomVR vr, IReadOnlyList<uint> offsetTable, IReadOnlyList<ReadOnlyMemory<byte>> fragments) : DicomItem(tag, vr)
{
    public IReadOnlyList<uint> OffsetTable => offsetTable;

    public IReadOnlyList<ReadOnlyMemory<byte>> Fragments => fragments;
}
