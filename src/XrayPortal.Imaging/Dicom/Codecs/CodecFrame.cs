namespace XrayPortal.Imaging.Dicom.Codecs;

/// <summary>In what colours a codestream's own markers say it is written.</summary>
internal enum CodestreamColour
{
    /// <summary>It does not say: Photometric Interpretation holds.</summary>
    AsStated,
    Rgb,
    Ybr,
}

/// <summary>Samples of one frame, as they come out of a codestream.</summary>
/// <param name="Cells">Colour by pixel, row-major, little endian, <paramref name="CellBytes"/> each; negative values as two's complement.</param>
/// <param name="CellBytes">1, 2 or 4.</param>
/// <param name="Precision">Bits that the codestream says a sample has; often not Bits Stored.</param>
internal sealed record CodecFrame(byte[] Cells, int CellBytes, int Precision, CodestreamColour Colour = CodestreamColour.AsStated);
