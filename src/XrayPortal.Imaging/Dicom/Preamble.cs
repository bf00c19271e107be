using System.Buffers.Binary;

namespace XrayPortal.Imaging.Dicom;

/// <summary>The 128 bytes before a DICOM file, which may hold anything: TIFF files use them rightly, programs do not (CVE-2019-11687).</summary>
internal static class Preamble
{
    /// <summary>Whether the file would start as a program: Windows, Linux, macOS, Java class, script.</summary>
    public static bool IsExecutable(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("MZ"u8) || start.StartsWith("#!"u8) || start.StartsWith((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F'])) return true;
        return start.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(start) is (0xFEEDFACE or 0xFEEDFACF or 0xCEFAEDFE or 0xCFFAEDFE or 0xCAFEBABE);
    }
}
