using System.Globalization;
using System.Text;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Character sets by their number in the ISO register, which is how DICOM's terms name them.</summary>
/// <remarks>Source: DICOM PS3.3, tables C.12-2 to C.12-5.</remarks>
internal static class CharacterSet
{
    public const int Ascii = 6, Japanese201 = 13, China58 = 58, Japanese208 = 87, Korea149 = 149, Japanese212 = 159, Utf8 = 192;

    // Not of the register: the two that DICOM names by their own names.
    public const int Gb18030 = 18030, Gbk = 936;

    private static readonly Dictionary<int, int> CodePages = new()
    {
        [101] = 28592,
        [109] = 28593,
        [110] = 28594,
        [144] = 28595,
        [127] = 28596,
        [126] = 28597,
        [138] = 28598,
        [148] = 28599,
        [203] = 28605,
        [166] = 874,
        [Japanese201] = 932,
        [Japanese208] = 20932,
        [Japanese212] = 20932,
        [Korea149] = 949,
        [China58] = 936,
    };

    /// <summary>ISO_IR 100, ISO 2022 IR 100 and ISO-IR 100 are 100; what is not known is ASCII.</summary>
    public static int NumberOf(string term)
    {
        var name = term.ToUpperInvariant().Replace('_', ' ').Replace('-', ' ').Trim();
        if (name == "GB18030") return Gb18030;
        if (name == "GBK") return Gbk;
        var number = name.LastIndexOf("IR", StringComparison.Ordinal);
        return number >= 0 && int.TryParse(name.AsSpan(number + 2), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var set) ? set : Ascii;
    }

    /// <summary>The encoding of sets that stand alone, without escapes; null for the others.</summary>
    public static Encoding? WholeEncoding(int set) => set switch
    {
        Utf8 => Encoding.UTF8,
        Gb18030 => CodePage(54936),
        Gbk => CodePage(936),
        _ => null,
    };

    /// <summary>The encoding that holds a set in its upper half; Latin-1 for the sets that are not known.</summary>
    public static Encoding UpperHalf(int set) => CodePages.TryGetValue(set, out var page) ? CodePage(page) : Encoding.Latin1;

    // From the provider itself: registering it would change what other code in the process decodes.
    private static Encoding CodePage(int page) =>
        CodePagesEncodingProvider.Instance.GetEncoding(page) ?? throw new InvalidOperationException($"Code page {page} is not in the runtime.");
}
