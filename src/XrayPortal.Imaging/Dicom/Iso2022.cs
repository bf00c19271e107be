using System.Text;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Text in which escapes change the character set of the lower (G0) and the upper half (G1) of the bytes.</summary>
/// <remarks>Source: DICOM PS3.5, 6.1.2.5; escapes of PS3.3, tables C.12-3 and C.12-4.</remarks>
internal sealed class Iso2022
{
    private const byte Escape = 0x1B;

    private readonly StringBuilder text = new();
    private readonly int first;
    private readonly DicomVR vr;
    private int lower = CharacterSet.Ascii;
    private int upper;

    /// <param name="first">Set of the first term of Specific Character Set: holds at the start and after each delimiter.</param>
    /// <param name="vr">Which delimiters there are.</param>
    public Iso2022(int first, DicomVR vr)
    {
        (this.first, this.vr) = (first, vr);
        upper = first;
    }

    public string Decode(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            if (bytes[at] == Escape && TrySwitch(bytes[(at + 1)..], out var length))
            {
                at += 1 + length;
                continue;
            }

            at += Character(bytes[at..]);
        }

        return text.ToString();
    }

    private int Character(ReadOnlySpan<byte> at)
    {
        var isUpper = at[0] >= 0x80;
        var set = isUpper ? upper : lower;
        var isPair = set is CharacterSet.Japanese208 or CharacterSet.Japanese212 or CharacterSet.Korea149 or CharacterSet.China58;
        if (isPair && at.Length >= 2 && at[0] > 0x20 && (at[1] & 0x7F) > 0x20)
        {
            // Code page 20932 tells JIS X 0212 from 0208 by the upper bit of the second byte.
            var second = set == CharacterSet.Japanese212 ? at[1] & 0x7F : at[1] | 0x80;
            text.Append(CharacterSet.UpperHalf(set).GetString([(byte)(at[0] | 0x80), (byte)second]));
            return 2;
        }

        if (isUpper) text.Append(CharacterSet.UpperHalf(upper).GetString(at[..1]));
        else text.Append((char)at[0]);
        if (IsDelimiter(at[0])) (lower, upper) = (CharacterSet.Ascii, first);
        return 1;
    }

    private bool IsDelimiter(byte character) => character switch
    {
        (byte)'\t' or (byte)'\n' or (byte)'\f' or (byte)'\r' => true,
        (byte)'\\' => vr.IsMultiValue,
        (byte)'^' or (byte)'=' => vr == DicomVR.PN,
        _ => false,
    };

    /// <param name="after">What follows the escape character.</param>
    private bool TrySwitch(ReadOnlySpan<byte> after, out int length)
    {
        length = after is [(byte)'$', (byte)'(' or (byte)')', _, ..] ? 3 : 2;
        if (after.Length < length) return false;
        switch (Encoding.Latin1.GetString(after[..length]))
        {
            case "(B" or "(J": lower = CharacterSet.Ascii; break;
            case "$B": lower = CharacterSet.Japanese208; break;
            case "$(D": lower = CharacterSet.Japanese212; break;
            case ")I": upper = CharacterSet.Japanese201; break;
            case "$)C": upper = CharacterSet.Korea149; break;
            case "$)A": upper = CharacterSet.China58; break;
            case "-A": upper = 100; break;
            case "-B": upper = 101; break;
            case "-C": upper = 109; break;
            case "-D": upper = 110; break;
            case "-F": upper = 126; break;
            case "-G": upper = 127; break;
            case "-H": upper = 138; break;
            case "-L": upper = 144; break;
            case "-M": upper = 148; break;
            case "-T": upper = 166; break;
            case "-b": upper = 203; break;
            default: return false;
        }

        return true;
    }
}
