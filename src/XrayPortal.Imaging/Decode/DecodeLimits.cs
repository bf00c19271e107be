namespace XrayPortal.Imaging.Decode;

/// <summary>What a file may claim before anything is decoded.</summary>
public sealed record DecodeLimits
{
    public static DecodeLimits Default { get; } = new();

    /// <summary>Bytes of the file, 1 byte to 1 GiB.</summary>
    public long MaxFileBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Pixels, width × height.</summary>
    public long MaxPixels { get; init; } = 64_000_000;

    /// <summary>Pixels of the longer side.</summary>
    public int MaxSide { get; init; } = 20_000;

    internal Refusal? RefusalOfBytes(long fileBytes) =>
        fileBytes <= 0 ? FilmRefusals.Empty
        : fileBytes > MaxFileBytes ? FilmRefusals.TooLargeFile(MaxFileBytes)
        : null;

    internal Refusal? RefusalOfPixels(long width, long height) =>
        Math.Max(width, height) > MaxSide || width * height > MaxPixels
            ? FilmRefusals.TooManyPixels(width, height, this)
            : null;
}
