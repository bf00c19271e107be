namespace XrayPortal.Imaging.Dicom.Codecs;

/// <summary>Turns one frame's codestream into samples.</summary>
internal interface IDicomCodec
{
    /// <summary>Decodes all of the frame or nothing; the codestream's own size is compared with the data set's before any sample is.</summary>
    /// <exception cref="DicomFileException">Kind CodecError: damaged, cut off, of another size, or of a process that is not read.</exception>
    CodecFrame Decode(ReadOnlySpan<byte> codestream, FrameShape shape);
}
