using System.Text;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Texts by Specific Character Set (0008,0005).</summary>
/// <remarks>Source: DICOM PS3.5, 6.1; PS3.3, C.12.1.1.2.</remarks>
internal static class DicomEncoding
{
    public static string Decode(ReadOnlySpan<byte> bytes, DicomVR vr, IReadOnlyList<string> terms) =>
        (terms.Contains("ISO_IR 192") ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);

    /// <summary>A text as it is written: UTF-8 where that is the character set, else Latin-1.</summary>
    public static byte[] Encode(string text, IReadOnlyList<string> terms) =>
        (terms.Contains("ISO_IR 192") ? Encoding.UTF8 : Encoding.Latin1).GetBytes(text);
}
