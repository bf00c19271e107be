namespace XrayPortal.Imaging.Dicom;

/// <summary>A DICOM file: meta information and data set.</summary>
/// <remarks>Source: DICOM PS3.10, 7.1. Files without preamble, or without meta information, are read as they occur.</remarks>
public sealed class DicomFile
{
    private const int Preamble = 128;

    private DicomFile(DicomTransferSyntax transferSyntax, DicomDataset dataset)
    {
        TransferSyntax = transferSyntax;
        Dataset = dataset;
    }

    public DicomTransferSyntax TransferSyntax { get; }

    public DicomDataset Dataset { get; }

    /// <summary>Whether the start of a file is that of a DICOM file, with or without its preamble.</summary>
    public static bool HasValidHeader(ReadOnlySpan<byte> start) =>
        HasPreamble(start) || LooksLikeGroup(start, 0x02) || LooksLikeGroup(start, 0x08);

    /// <summary>Reads the file; values stay slices of <paramref name="file"/>.</summary>
    /// <param name="lastGroup">The highest group that is wanted.</param>
    public static Result<DicomFile> Open(ReadOnlyMemory<byte> file, DicomLimits limits, ushort lastGroup = 0x7FE0)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var start = HasPreamble(file.Span) ? Preamble + 4 : 0;
        if (file.Length - start < 8) return DicomRefusals.NotReadable;
        var syntax = GuessSyntax(file.Span, start);
        if (DicomElementHeader.ReadTag(file.Span[start..]).Group == 0x0002)
        {
            var meta = new DicomReader(file, limits);
            var read = meta.Read(start, explicitVr: true, firstGroup: 0x0002, lastGroup: 0x0002);
            if (read.IsRefused) return read.Refusal;
            if (read.Value.GetStringOrDefault(DicomTag.TransferSyntaxUid) is not { } uid) return DicomRefusals.NoTransferSyntax;
            syntax = DicomTransferSyntax.Parse(uid);
            if (!syntax.IsSupported) return DicomRefusals.TransferSyntax(syntax);
            start = meta.Position;
            if (file.Length - start < 8) return file.Length == start ? DicomRefusals.NoPixels : DicomRefusals.Truncated;
            if (!syntax.IsEncapsulated) syntax = GuessSyntax(file.Span, start); // some files say one and write the other
        }

        var body = new DicomReader(file, limits).Read(start, syntax.IsExplicitVR, firstGroup: 0, lastGroup);
        return body.Match<Result<DicomFile>>(dataset => new DicomFile(syntax, dataset), refusal => refusal);
    }

    private static bool HasPreamble(ReadOnlySpan<byte> start) =>
        start.Length >= Preamble + 4 && start.Slice(Preamble, 4).SequenceEqual("DICM"u8);

    // A bare data set: a low group first, then a VR or a small length.
    private static bool LooksLikeGroup(ReadOnlySpan<byte> start, byte group) =>
        start.Length >= 8 && start[0] == group && start[1] == 0
        && (DicomElementHeader.IsVr(start, 4) || (start[5] < 4 && start[6] == 0 && start[7] == 0));

    private static DicomTransferSyntax GuessSyntax(ReadOnlySpan<byte> file, int at) =>
        DicomElementHeader.IsVr(file, at + 4) ? DicomTransferSyntax.ExplicitVRLittleEndian : DicomTransferSyntax.ImplicitVRLittleEndian;
}
