using System.ComponentModel.DataAnnotations;
using XrayPortal.Imaging.Decode;

namespace XrayPortal.Films;

/// <summary>Settings of intake and decoding, section <c>Films</c>.</summary>
public sealed class FilmOptions
{
    public const string Section = "Films";

    /// <summary>Bytes of one file.</summary>
    [Range(1024, 1024L * 1024 * 1024)]
    public long MaxFileBytes { get; set; } = DecodeLimits.Default.MaxFileBytes;

    /// <summary>Pixels, width × height.</summary>
    [Range(10_000, 1_000_000_000)]
    public long MaxPixels { get; set; } = DecodeLimits.Default.MaxPixels;

    /// <summary>Pixels of the longer side.</summary>
    [Range(100, 65_535)]
    public int MaxSide { get; set; } = DecodeLimits.Default.MaxSide;

    /// <summary>Files in one request.</summary>
    [Range(1, 10_000)]
    public int MaxFilesPerRequest { get; set; } = 200;

    public DecodeLimits Limits => new() { MaxFileBytes = MaxFileBytes, MaxPixels = MaxPixels, MaxSide = MaxSide };
}
