using XrayPortal.Imaging.Dicom.Codecs.Native;

namespace XrayPortal.Imaging.Dicom.Codecs;

/// <summary>Which codec reads which transfer syntax, and what must be installed for it.</summary>
/// <remarks>Source: DICOM PS3.5, annex A; PS3.6, annex A.</remarks>
public static class DicomCodecs
{
    private static readonly Dictionary<string, IDicomCodec> ByUid = Registered();

    /// <summary>Debian packages whose libraries were looked for and not found; JPEG-LS or JPEG 2000 are refused without them.</summary>
    public static IReadOnlyList<string> MissingPackages =>
        [.. new[] { NativeLibraries.HasCharLs ? "" : "libcharls2", NativeLibraries.HasOpenJpeg ? "" : "libopenjp2-7" }.Where(name => name.Length > 0)];

    /// <summary>The package that a transfer syntax needs and that is not installed; null where nothing is missing.</summary>
    internal static string? MissingPackage(string transferSyntaxUid) => ByUid.GetValueOrDefault(transferSyntaxUid) switch
    {
        JpegLsCodec when !NativeLibraries.HasCharLs => "libcharls2",
        Jpeg2000Codec when !NativeLibraries.HasOpenJpeg => "libopenjp2-7",
        _ => null,
    };

    internal static bool Knows(string transferSyntaxUid) => ByUid.ContainsKey(transferSyntaxUid);

    /// <exception cref="DicomFileException">UnsupportedTransferSyntax: no codec, or its library is not installed.</exception>
    internal static IDicomCodec For(string transferSyntaxUid)
    {
        if (MissingPackage(transferSyntaxUid) is { } package) throw Unsupported($"its decoder is not installed (Debian package {package})");
        return ByUid.GetValueOrDefault(transferSyntaxUid) ?? throw Unsupported("there is no decoder for the transfer syntax");

        static DicomFileException Unsupported(string reason) => new(DicomErrorKind.UnsupportedTransferSyntax, 0, DicomTag.TransferSyntaxUid, reason);
    }

    private static Dictionary<string, IDicomCodec> Registered()
    {
        var (jpeg, jpegLs, jpeg2000) = (new JpegCodec(), new JpegLsCodec(), new Jpeg2000Codec());
        var codecs = new Dictionary<string, IDicomCodec>
        {
            ["1.2.840.10008.1.2.5"] = new RleCodec(),
            ["1.2.840.10008.1.2.8.1"] = new DeflatedFrameCodec(),
        };
        // 53 and 55 are retired: progressive with 12 bits.
        foreach (var number in new[] { 50, 51, 53, 55, 57, 70 }) codecs[$"1.2.840.10008.1.2.4.{number}"] = jpeg;
        foreach (var number in new[] { 80, 81 }) codecs[$"1.2.840.10008.1.2.4.{number}"] = jpegLs;
        foreach (var number in new[] { 90, 91, 201, 202, 203 }) codecs[$"1.2.840.10008.1.2.4.{number}"] = jpeg2000;
        return codecs;
    }
}
