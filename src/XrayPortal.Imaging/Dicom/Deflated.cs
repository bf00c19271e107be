using System.IO.Compression;

namespace XrayPortal.Imaging.Dicom;

/// <summary>A deflated data set, inflated within limits.</summary>
/// <remarks>Source: DICOM PS3.5, A.5: raw deflate (RFC 1951), perhaps with one byte of padding behind it.</remarks>
internal static class Deflated
{
    private const int FreeBytes = 1024 * 1024;

    /// <exception cref="DicomFileException">DeflateError or LimitExceeded.</exception>
    public static ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> deflated, DicomLimits limits)
    {
        var most = Math.Min(limits.MaxInflatedBytes, FreeBytes + (deflated.Length * (long)limits.MaxInflateRatio));
        using var source = new MemoryStream(deflated.ToArray(), writable: false);
        using var inflater = new DeflateStream(source, CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var part = new byte[64 * 1024];
        try
        {
            int read;
            while (inflated.Length < limits.InflatedStartBytes && (read = inflater.Read(part)) > 0)
            {
                if (inflated.Length + read > most) throw Fault(DicomErrorKind.LimitExceeded, "the data set inflates to more than any film has");
                inflated.Write(part, 0, read);
            }
        }
        catch (InvalidDataException) when (limits.InflatedStartBytes < long.MaxValue && inflated.Length > 0)
        {
            // The start of a file ends in the middle of something: what came before is what was wanted.
        }
        catch (InvalidDataException)
        {
            throw Fault(DicomErrorKind.DeflateError, "the data set cannot be inflated");
        }

        return inflated.GetBuffer().AsMemory(0, (int)inflated.Length);
    }

    private static DicomFileException Fault(DicomErrorKind kind, string reason) => new(kind, 0, default, reason);
}
