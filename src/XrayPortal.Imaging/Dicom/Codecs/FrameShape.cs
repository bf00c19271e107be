namespace XrayPortal.Imaging.Dicom.Codecs;

/// <summary>What the data set says of each frame, and so what a codestream must hold.</summary>
/// <param name="Columns">Columns, at least 1.</param>
/// <param name="Rows">Rows, at least 1.</param>
/// <param name="SamplesPerPixel">1 or 3.</param>
/// <param name="BitsAllocated">Bits of a cell: 1, 8, 12, 16, 32 or 64.</param>
internal readonly record struct FrameShape(int Columns, int Rows, int SamplesPerPixel, int BitsAllocated)
{
    public int Pixels => Columns * Rows;

    public int Samples => Pixels * SamplesPerPixel;

    /// <summary>Bytes of a cell that holds whole bytes.</summary>
    public int CellBytes => (BitsAllocated + 7) / 8;
}
