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
        var uuid = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(original)).AsSpan(0, 16);
        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x80); // RFC 9562, 5.8: version 8, a UUID of one's own making
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return Of(uuid);
    }

    private static string Of(ReadOnlySpan<byte> uuid) => string.Create(CultureInfo.InvariantCulture, $"2.25.{BinaryPrimitives.ReadUInt128BigEndian(uuid)}");
}
