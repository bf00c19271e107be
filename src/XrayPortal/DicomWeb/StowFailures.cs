using System.Collections.Frozen;
using XrayPortal.Imaging;

namespace XrayPortal.DicomWeb;

/// <summary>
/// Failure Reason (0008,1197) of every refusal that an object may meet on its way in; each has a number of its own within the range that the
/// standard gives its meaning, so that the number names the refusal.
/// </summary>
/// <remarks>Source: DICOM PS3.18, table I.2-2; 0111H: PS3.7, annex C.</remarks>
internal static class StowFailures
{
    public static readonly FrozenDictionary<string, ushort> Reasons = new Dictionary<string, ushort>(StringComparer.Ordinal)
    {
        // Duplicate SOP Instance, referenced SOP class not supported.
        ["stow.duplicate"] = 0x0111,
        ["dicom.no-pixels"] = 0x0122,

        // Refused, out of resources.
        ["stow.out-of-space"] = 0xA700,
        ["film.too-large-file"] = 0xA701,
        ["film.too-many-pixels"] = 0xA702,
        ["dicom.limit-exceeded"] = 0xA703,

        // Data set does not match SOP class.
        ["stow.no-identifiers"] = 0xA900,
        ["stow.other-study"] = 0xA901,
        ["dicom.multi-frame"] = 0xA902,

        // Cannot understand.
        ["dicom.not-readable"] = 0xC000,
        ["stow.not-dicom"] = 0xC001,
        ["stow.part-type"] = 0xC002,
        ["film.empty"] = 0xC003,
        ["film.header-too-long"] = 0xC004,
        ["film.no-size"] = 0xC005,
        ["dicom.truncated"] = 0xC010,
        ["dicom.length-beyond-end"] = 0xC011,
        ["dicom.nesting-too-deep"] = 0xC012,
        ["dicom.no-transfer-syntax"] = 0xC013,
        ["dicom.executable-preamble"] = 0xC014,
        ["dicom.attribute"] = 0xC015,
        ["dicom.photometric"] = 0xC016,
        ["dicom.bits"] = 0xC017,
        ["dicom.pixel-length"] = 0xC018,
        ["dicom.frame-missing"] = 0xC019,
        ["dicom.codec"] = 0xC01A,

        // Transfer syntax not supported; the second one only until its decoder is installed.
        ["dicom.transfer-syntax"] = 0xC122,
        ["dicom.codec-missing"] = 0xC123,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What judging a file said, for a sender of DICOM: what has no number here is said of files of other kinds.</summary>
    public static Refusal AsOfDicom(Refusal refusal) => Reasons.ContainsKey(refusal.Code) ? refusal : StowRefusals.NotDicom;
}
