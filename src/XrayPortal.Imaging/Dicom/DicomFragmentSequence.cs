namespace XrayPortal.Imaging.Dicom;

/// <summary>Encapsulated pixel data: slices of the file.</summary>
/// <param name="OffsetTable">Where each frame begins, from the first fragment's item tag; often empty.</param>
/// <remarks>Source: DICOM PS3.5, A.4.</remarks>
public sealed record DicomFragmentSequence(IReadOnlyList<uint> OffsetTable, IReadOnlyList<ReadOnlyMemory<byte>> Fragments);
