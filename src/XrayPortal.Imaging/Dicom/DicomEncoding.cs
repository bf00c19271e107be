using System.Text;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Texts by Specific Character Set (0008,0005), with the escapes of ISO 2022.</summary>
/// <remarks>
/// Source: DICOM PS3.3, C.12.1.1.2; PS3.5, 6.1.2. Terms that are not known are read as Latin-1, and common misspellings
/// (ISO-IR 100, ISO_2022_IR_87) as what they mean.
/// </remarks>
internal static class DicomEncoding
{
    public static string Decode(ReadOnlySpan<byte> bytes, DicomVR vr, IReadOnlyList<string> terms)
    {
        var first = terms.Count > 0 ? CharacterSet.NumberOf(terms[0]) : CharacterSet.Ascii;
        return CharacterSet.WholeEncoding(first) is { } whole ? whole.GetString(bytes)
            : bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF) < 0 && !bytes.Contains((byte)0x1B) ? Encoding.ASCII.GetString(bytes)
            : new Iso2022(first, vr).Decode(bytes);
    }

    /// <summary>A text as it is written.</summary>
    /// <exception cref="ArgumentException">The character set lacks a character of it, or has several parts: write in ISO_IR 192.</exception>
    public static byte[] Encode(string text, IReadOnlyList<string> terms)
    {
        if (Ascii.IsValid(text)) return Encoding.ASCII.GetBytes(text);
        if (terms.Count == 1)
        {
            var set = CharacterSet.NumberOf(terms[0]);
            var encoding = CharacterSet.WholeEncoding(set) ?? CharacterSet.UpperHalf(set);
            var bytes = encoding.GetBytes(text);
            if (encoding.GetString(bytes) == text) return bytes;
        }

        throw new ArgumentException("The data set's character set does not hold the text; set Specific Character Set to ISO_IR 192 first.");
    }
}
