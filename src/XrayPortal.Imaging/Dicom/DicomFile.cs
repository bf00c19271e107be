namespace XrayPortal.Imaging.Dicom;

/// <summary>A DICOM file: meta information and data set.</summary>
/// <remarks>Source: DICOM PS3.10, 7.1. Files without preamble, or without meta information, are read as they occur.</remarks>
public sealed class DicomFile
{
    private const int Preamble = 128;

    private DicomFile(DicomFileMetaInformation meta, DicomTransferSyntax transferSyntax, DicomDataset dataset)
    {
        FileMetaInfo = meta;
        TransferSyntax = transferSyntax;
        Dataset = dataset;
    }

    /// <summary>A file of a data set that was made here, or changed.</summary>
    /// <param name="dataset">With SOP Class UID and SOP Instance UID.</param>
    /// <param name="transferSyntax">What encapsulated pixel data are written in; explicit little endian without.</param>
    public DicomFile(DicomDataset dataset, DicomTransferSyntax? transferSyntax = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        Dataset = dataset;
        TransferSyntax = transferSyntax is { IsEncapsulated: true } ? transferSyntax : DicomTransferSyntax.ExplicitVRLittleEndian;
        FileMetaInfo = DicomFileMetaInformation.For(dataset, TransferSyntax);
    }

    public DicomFileMetaInformation FileMetaInfo { get; }

    /// <summary>How the data set was written in fact.</summary>
    public DicomTransferSyntax TransferSyntax { get; }

    public DicomDataset Dataset { get; }

    /// <summary>Whether the start of a file is that of a DICOM file, with or without its preamble.</summary>
    public static bool HasValidHeader(ReadOnlySpan<byte> start) => HasPreamble(start) || LooksLikeDataset(start);

    /// <summary>Reads the file; values stay slices of <paramref name="file"/>.</summary>
    /// <param name="lastGroup">The highest group that is wanted: what comes behind is neither read nor checked.</param>
    /// <exception cref="DicomFileException">It is no DICOM file, it is damaged, or larger than the limits.</exception>
    public static DicomFile Open(ReadOnlyMemory<byte> file, DicomLimits limits, ushort lastGroup = ushort.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (file.Length > limits.MaxFileBytes) throw Fault(DicomErrorKind.LimitExceeded, 0, "the file is larger than any film");
        var start = HasPreamble(file.Span) ? Preamble + 4 : 0;
        if (start == 0 && !LooksLikeDataset(file.Span)) throw Fault(DicomErrorKind.NotDicom, 0, "the file does not begin like a data set");
        if (file.Length == start) throw Fault(DicomErrorKind.NotDicom, start, "no data set follows");
        var syntax = DicomTransferSyntax.ExplicitVRLittleEndian;
        var meta = new DicomDataset();
        if (file.Length - start >= 4 && DicomElementHeader.ReadTag(file.Span[start..]).Group == 0x0002)
        {
            var reader = new DicomReader(file, limits);
            meta = reader.Read(start, explicitVr: true, bigEndian: false, firstGroup: 0x0002, lastGroup: 0x0002);
            if (meta.GetStringOrDefault(DicomTag.TransferSyntaxUid) is not { } uid)
                throw new DicomFileException(DicomErrorKind.MissingTransferSyntax, start, DicomTag.TransferSyntaxUid, "the file does not say how it is written");
            syntax = DicomTransferSyntax.Parse(uid);
            start = reader.Position;
        }

        if (syntax.IsDeflate) (file, start) = (Deflated.Inflate(file[start..], limits), 0);
        if (!syntax.IsDeflate) syntax = WrittenAs(syntax, file.Span, start);
        try
        {
            var dataset = new DicomReader(file, limits).Read(start, syntax.IsExplicitVR, syntax.IsBigEndian, firstGroup: 0, lastGroup);
            return new DicomFile(new DicomFileMetaInformation(meta), syntax, dataset);
        }
        catch (DicomFileException fault) when (syntax.IsDeflate && fault.Kind is DicomErrorKind.TruncatedElement or DicomErrorKind.TruncatedPixelData)
        {
            // The inflater does not tell a cut stream from a finished one; the data set does.
            throw new DicomFileException(DicomErrorKind.DeflateError, fault.Offset, fault.Tag, "the deflated data set ends too soon");
        }
    }

    /// <summary>Reads a stream up to the limit of a file, then the file.</summary>
    /// <exception cref="DicomFileException">It is no DICOM file, it is damaged, or larger than the limits.</exception>
    public static async Task<DicomFile> OpenAsync(Stream stream, DicomLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(limits);
        using var file = new MemoryStream();
        var part = new byte[64 * 1024];
        for (var read = 1; read > 0; await file.WriteAsync(part.AsMemory(0, read), cancellationToken).ConfigureAwait(false))
        {
            if (file.Length > limits.MaxFileBytes) throw Fault(DicomErrorKind.LimitExceeded, 0, "the file is larger than any film");
            read = await stream.ReadAsync(part, cancellationToken).ConfigureAwait(false);
        }

        return Open(file.GetBuffer().AsMemory(0, (int)file.Length), limits);
    }

    /// <summary>The file in explicit VR little endian, with an empty preamble and meta information of our own.</summary>
    public byte[] Save() => DicomWriter.Part10(DicomFileMetaInformation.For(Dataset, TransferSyntax).Dataset, Dataset);

    private static bool HasPreamble(ReadOnlySpan<byte> start) =>
        start.Length >= Preamble + 4 && start.Slice(Preamble, 4).SequenceEqual("DICM"u8);

    // A bare data set: a low group first, then a VR or a small length.
    private static bool LooksLikeDataset(ReadOnlySpan<byte> start)
    {
        if (start.Length < 8) return false;
        if (start[0] == 0 && start[1] == 8) return DicomElementHeader.IsVr(start, 4); // big endian
        return start[0] is 2 or 8 && start[1] == 0 && (DicomElementHeader.IsVr(start, 4) || (start[5] < 4 && start[6] == 0 && start[7] == 0));
    }

    // Some files say one and write the other, and a bare one says nothing: the first element tells.
    private static DicomTransferSyntax WrittenAs(DicomTransferSyntax said, ReadOnlySpan<byte> file, int at)
    {
        if (file.Length - at < 8) return said;
        var isExplicit = DicomElementHeader.IsLetters(file, at + 4);
        if (isExplicit && file[at] == 0 && file[at + 1] is > 0 and <= 0x10 && !said.IsEncapsulated) return DicomTransferSyntax.ExplicitVRBigEndian;
        if (isExplicit == said.IsExplicitVR && !said.IsBigEndian) return said;
        if (!isExplicit && said.IsEncapsulated) return said with { IsExplicitVR = false };
        return isExplicit ? DicomTransferSyntax.ExplicitVRLittleEndian : DicomTransferSyntax.ImplicitVRLittleEndian;
    }

    private static DicomFileException Fault(DicomErrorKind kind, long offset, string reason) => new(kind, offset, default, reason);
}
