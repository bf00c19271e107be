using System.Collections.Frozen;
using XrayPortal.Imaging.Dicom.Codecs;

namespace XrayPortal.Imaging.Dicom;

/// <summary>How a data set is written down.</summary>
/// <param name="IsEncapsulated">Pixels are codestreams in fragments.</param>
/// <remarks>Source: DICOM PS3.5, annex A; PS3.6, table A-1.</remarks>
public sealed record DicomTransferSyntax(string Uid, string Name, bool IsExplicitVR = true, bool IsBigEndian = false, bool IsDeflate = false, bool IsEncapsulated = false)
{
    public static readonly DicomTransferSyntax ImplicitVRLittleEndian = new("1.2.840.10008.1.2", "Implicit VR Little Endian", IsExplicitVR: false);
    public static readonly DicomTransferSyntax ExplicitVRLittleEndian = new("1.2.840.10008.1.2.1", "Explicit VR Little Endian");
    public static readonly DicomTransferSyntax DeflatedExplicitVRLittleEndian = new("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", IsDeflate: true);
    public static readonly DicomTransferSyntax ExplicitVRBigEndian = new("1.2.840.10008.1.2.2", "Explicit VR Big Endian", IsBigEndian: true);

    private static readonly FrozenDictionary<string, DicomTransferSyntax> Known = new[]
    {
        ImplicitVRLittleEndian,
        ExplicitVRLittleEndian,
        DeflatedExplicitVRLittleEndian,
        ExplicitVRBigEndian,
        Encapsulated("1.2.840.10008.1.2.1.98", "Encapsulated Uncompressed Explicit VR Little Endian"),
        Encapsulated("1.2.840.10008.1.2.5", "RLE Lossless"),
        Encapsulated("1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression"),
        Encapsulated("1.2.840.10008.1.2.4.50", "JPEG Baseline"),
        Encapsulated("1.2.840.10008.1.2.4.51", "JPEG Extended (12 bit)"),
        Encapsulated("1.2.840.10008.1.2.4.53", "JPEG Spectral Selection (retired)"),
        Encapsulated("1.2.840.10008.1.2.4.55", "JPEG Full Progression (retired)"),
        Encapsulated("1.2.840.10008.1.2.4.57", "JPEG Lossless"),
        Encapsulated("1.2.840.10008.1.2.4.70", "JPEG Lossless, First-Order Prediction"),
        Encapsulated("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless"),
        Encapsulated("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless"),
        Encapsulated("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless"),
        Encapsulated("1.2.840.10008.1.2.4.91", "JPEG 2000"),
        Encapsulated("1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Lossless"),
        Encapsulated("1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2"),
        Encapsulated("1.2.840.10008.1.2.4.100", "MPEG2 Main Profile"),
        Encapsulated("1.2.840.10008.1.2.4.101", "MPEG2 High Level"),
        Encapsulated("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264"),
        Encapsulated("1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible"),
        Encapsulated("1.2.840.10008.1.2.4.104", "MPEG-4 AVC/H.264 4.2 for 2D Video"),
        Encapsulated("1.2.840.10008.1.2.4.105", "MPEG-4 AVC/H.264 4.2 for 3D Video"),
        Encapsulated("1.2.840.10008.1.2.4.106", "MPEG-4 AVC/H.264 Stereo"),
        Encapsulated("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile"),
        Encapsulated("1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile"),
        Encapsulated("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless"),
        Encapsulated("1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 Lossless RPCL"),
        Encapsulated("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000"),
    }.ToFrozenDictionary(syntax => syntax.Uid, StringComparer.Ordinal);

    /// <summary>Those that are known by name, read here or not.</summary>
    public static IReadOnlyCollection<DicomTransferSyntax> All => Known.Values;

    /// <summary>Whether the standard names it; others are read as explicit little endian, without their pixels.</summary>
    public bool IsKnown => Known.ContainsKey(Uid);

    /// <summary>Whether pixels are read here.</summary>
    public bool IsSupported => IsEncapsulated ? DicomCodecs.Knows(Uid) : IsKnown;

    /// <returns>One that is not known is taken for explicit little endian (PS3.5, 10.1 leaves private ones free; in practice they are).</returns>
    public static DicomTransferSyntax Parse(string uid) => Known.GetValueOrDefault(uid) ?? new DicomTransferSyntax(uid, "a transfer syntax that is not known here");

    private static DicomTransferSyntax Encapsulated(string uid, string name) => new(uid, name, IsEncapsulated: true);
}
