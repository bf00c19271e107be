using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace XrayPortal.Imaging.Dicom;

/// <summary>New identifiers under 2.25, which needs no registered root: the decimal number of a UUID.</summary>
/// <remarks>Source: DICOM PS3.5, B.2.</remarks>
public static class DicomUIDGenerator
{
    public static string New() => Of(Guid.CreateVersion7().ToByteArray(bigEndian: true));

    /// <summary>The same identifier for the same key and original; the original cannot be told from it without the key.</summary>
    /// <param name="key">Secret, at least 16 bytes.</param>
    /// <param name="original">An identifier, or any text.</param>
    public static string Derive(ReadOnlySpan<byte> key, string original)
    {
        ArgumentNullException.ThrowIfNull(original);
        if (key.Length < 16) throw new ArgumentException("A key has at least 16 bytes.", nameof(key));
        return OfHash(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(original)));
    }

    /// <summary>The same identifier for the same content, in every portal: for files that bring none of their own.</summary>
    /// <param name="sha256">SHA-256 of the content, 64 hex digits of either case.</param>
    /// <param name="part">What of the content is named, such as <c>study</c>.</param>
    public static string OfContent(string sha256, string part)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        ArgumentNullException.ThrowIfNull(part);
        if (sha256.Length != 64) throw new ArgumentException("A SHA-256 has 64 hex digits.", nameof(sha256));
        return OfHash(SHA256.HashData([.. Convert.FromHexString(sha256), .. Encoding.UTF8.GetBytes(part)]));
    }

    private static string OfHash(Span<byte> hash)
    {
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80); // RFC 9562, 5.8: version 8, a UUID of one's own making
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return Of(hash[..16]);
    }

    private static string Of(ReadOnlySpan<byte> uuid) => string.Create(CultureInfo.InvariantCulture, $"2.25.{BinaryPrimitives.ReadUInt128BigEndian(uuid)}");
}
