namespace XrayPortal.Imaging.Dicom;

/// <summary>What a DICOM file may claim, beside the limits that hold for every film.</summary>
public sealed record DicomLimits
{
    public static DicomLimits Default { get; } = new();

    /// <summary>For the start of a file, which is read in the portal's own process, where a small file must not become a large one.</summary>
    public static DicomLimits Header { get; } = new() { InflatedStartBytes = 8 * 1024 * 1024 };

    /// <summary>Bytes of a file.</summary>
    public long MaxFileBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Bytes of a deflated data set when inflated.</summary>
    public long MaxInflatedBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Inflated bytes for each deflated one, beyond the first MiB.</summary>
    public int MaxInflateRatio { get; init; } = 200;

    /// <summary>Inflated bytes after which no more is inflated, for a reader that wants the start alone; by default all is wanted.</summary>
    public long InflatedStartBytes { get; init; } = long.MaxValue;

    /// <summary>Sequences within sequences.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>Elements in the file, nested ones and items counted.</summary>
    public int MaxElements { get; init; } = 100_000;

    /// <summary>Bytes of one value that is not pixel data.</summary>
    public int MaxValueBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Fragments of encapsulated pixel data.</summary>
    public int MaxFragments { get; init; } = 100_000;

    /// <summary>Rows and Columns.</summary>
    public int MaxSide { get; init; } = 16_384;

    /// <summary>Frames of a data set.</summary>
    public int MaxFrames { get; init; } = 2_000;

    /// <summary>Bytes of one frame's cells.</summary>
    public long MaxFrameBytes { get; init; } = 128L * 1024 * 1024;
}
