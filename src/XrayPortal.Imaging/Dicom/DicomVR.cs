using System.Collections.Frozen;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Value representation: how the bytes of an element are to be understood.</summary>
/// <remarks>Source: DICOM PS3.5, 6.2 and 7.1.2.</remarks>
public sealed class DicomVR
{
    public static readonly DicomVR AE = Text("AE"), AS = Text("AS"), CS = Text("CS"), DA = Text("DA"), DS = Text("DS"), DT = Text("DT"), IS = Text("IS"), TM = Text("TM");
    public static readonly DicomVR LO = Text("LO", encoded: true), PN = Text("PN", encoded: true), SH = Text("SH", encoded: true);
    public static readonly DicomVR LT = Text("LT", encoded: true, many: false), ST = Text("ST", encoded: true, many: false);
    public static readonly DicomVR UC = Text("UC", encoded: true, wide: true), UT = Text("UT", encoded: true, many: false, wide: true), UR = Text("UR", many: false, wide: true);
    public static readonly DicomVR UI = new("UI") { IsString = true, IsMultiValue = true, PaddingValue = 0 };
    public static readonly DicomVR AT = Number("AT", 4), FL = Number("FL", 4), FD = Number("FD", 8), SL = Number("SL", 4), SS = Number("SS", 2), UL = Number("UL", 4), US = Number("US", 2);
    public static readonly DicomVR SV = Number("SV", 8, wide: true), UV = Number("UV", 8, wide: true);
    public static readonly DicomVR OB = Bytes("OB", 1), OD = Bytes("OD", 8), OF = Bytes("OF", 4), OL = Bytes("OL", 4), OV = Bytes("OV", 8), OW = Bytes("OW", 2), UN = Bytes("UN", 1);
    public static readonly DicomVR SQ = new("SQ") { Is16bitLength = false };

    private static readonly FrozenDictionary<string, DicomVR> Known = new[]
    {
        AE, AS, AT, CS, DA, DS, DT, FD, FL, IS, LO, LT, OB, OD, OF, OL, OV, OW, PN, SH, SL, SQ, SS, ST, SV, TM, UC, UI, UL, UN, UR, US, UT, UV,
    }.ToFrozenDictionary(vr => vr.Code, StringComparer.Ordinal);

    private static readonly DicomVR?[] ByLetters = Table();

    private DicomVR(string code) => Code = code;

    /// <summary>Two capital letters.</summary>
    public string Code { get; }

    /// <summary>Values are text; backslash separates several where <see cref="IsMultiValue"/>.</summary>
    public bool IsString { get; private init; }

    /// <summary>Specific Character Set holds for the text.</summary>
    public bool IsStringEncoded { get; private init; }

    public bool IsMultiValue { get; private init; }

    /// <summary>The length stands in 16 bits in explicit VR; else in 32, after two reserved bytes.</summary>
    public bool Is16bitLength { get; private init; } = true;

    /// <summary>Bytes of one number; 1 for text and bytes.</summary>
    public int ByteSize { get; private init; } = 1;

    /// <summary>Bytes that change places with the byte order: an attribute tag is two numbers of 16 bits.</summary>
    internal int SwapSize => Code == "AT" ? 2 : ByteSize;

    /// <summary>What an odd value is filled up with.</summary>
    public byte PaddingValue { get; private init; }

    /// <exception cref="ArgumentException">No such representation.</exception>
    public static DicomVR Parse(string code) => TryParse(code, out var vr) ? vr : throw new ArgumentException("There is no such value representation.", nameof(code));

    public static bool TryParse(string? code, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DicomVR? vr)
    {
        vr = code is null ? null : Known.GetValueOrDefault(code);
        return vr is not null;
    }

    /// <returns>Null where the two letters name none.</returns>
    internal static DicomVR? FromLetters(byte first, byte second) =>
        first is >= (byte)'A' and <= (byte)'Z' && second is >= (byte)'A' and <= (byte)'Z' ? ByLetters[((first - 'A') * 26) + second - 'A'] : null;

    public override string ToString() => Code;

    private static DicomVR Text(string code, bool encoded = false, bool many = true, bool wide = false) =>
        new(code) { IsString = true, IsStringEncoded = encoded, IsMultiValue = many, Is16bitLength = !wide, PaddingValue = (byte)' ' };

    private static DicomVR Number(string code, int bytes, bool wide = false) => new(code) { ByteSize = bytes, IsMultiValue = true, Is16bitLength = !wide };

    private static DicomVR Bytes(string code, int bytes) => new(code) { ByteSize = bytes, Is16bitLength = false };

    private static DicomVR?[] Table()
    {
        var table = new DicomVR?[26 * 26];
        foreach (var vr in Known.Values) table[((vr.Code[0] - 'A') * 26) + vr.Code[1] - 'A'] = vr;
        return table;
    }
}
