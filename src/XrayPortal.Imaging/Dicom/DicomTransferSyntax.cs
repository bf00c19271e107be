using XrayPortal.Imaging.Dicom.Codecs;

namespace XrayPortal.Imaging.Dicom;

/// <summary>How a data set is written down.</summary>
/// <param name="IsSupported">Read here; the others are known by name only.</param>
public sealed record DicomTransferSyntax(string Uid, string Name, bool IsExplicitVR, bool IsSupported)
{
    public static readonly DicomTransferSyntax ImplicitVRLittleEndian = new("1.2.840.10008.1.2", "Implicit VR Little Endian", false, true);
    public static readonly DicomTransferSyntax ExplicitVRLittleEndian = new("1.2.840.10008.1.2.1", "Explicit VR Little Endian", true, true);

    private static readonly Dictionary<string, string> OtherNames = new()
    {
        ["1.2.840.10008.1.2.1.99"] = "Deflated Explicit VR Little Endian",
        ["1.2.840.10008.1.2.2"] = "Explicit VR Big Endian",
        ["1.2.840.10008.1.2.5"] = "RLE Lossless",
        ["1.2.840.10008.1.2.8.1"] = "Deflated Image Frame Compression",
        ["1.2.840.10008.1.2.4.50"] = "JPEG Baseline",
        ["1.2.840.10008.1.2.4.51"] = "JPEG Extended (12 bit)",
        ["1.2.840.10008.1.2.4.53"] = "JPEG Spectral Selection (retired)",
        ["1.2.840.10008.1.2.4.55"] = "JPEG Full Progression (retired)",
        ["1.2.840.10008.1.2.4.57"] = "JPEG Lossless",
        ["1.2.840.10008.1.2.4.70"] = "JPEG Lossless, First-Order Prediction",
        ["1.2.840.10008.1.2.4.80"] = "JPEG-LS Lossless",
        ["1.2.840.10008.1.2.4.81"] = "JPEG-LS Near-Lossless",
        ["1.2.840.10008.1.2.4.90"] = "JPEG 2000 Lossless",
        ["1.2.840.10008.1.2.4.91"] = "JPEG 2000",
        ["1.2.840.10008.1.2.4.100"] = "MPEG2 Main Profile",
        ["1.2.840.10008.1.2.4.102"] = "MPEG-4 AVC/H.264",
        ["1.2.840.10008.1.2.4.201"] = "High-Throughput JPEG 2000 Lossless",
        ["1.2.840.10008.1.2.4.202"] = "High-Throughput JPEG 2000 Lossless RPCL",
        ["1.2.840.10008.1.2.4.203"] = "High-Throughput JPEG 2000",
    };

    /// <summary>Whether pixel data lie in fragments.</summary>
    public bool IsEncapsulated => DicomCodecs.Knows(Uid);

    public static DicomTransferSyntax Parse(string uid) =>
        uid == ImplicitVRLittleEndian.Uid ? ImplicitVRLittleEndian
        : uid == ExplicitVRLittleEndian.Uid ? ExplicitVRLittleEndian
        : new DicomTransferSyntax(uid, OtherNames.GetValueOrDefault(uid, "a transfer syntax that is not known here"), true, DicomCodecs.Knows(uid));
}
