using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Between bytes of a value and texts or numbers.</summary>
/// <remarks>Source: DICOM PS3.5, 6.2 and 6.4.</remarks>
internal static class DicomValue
{
    public static bool TryRead<T>(DicomElement element, DicomDataset dataset, int index, [NotNullWhen(true)] out T? value)
    {
        value = default;
        object? read = typeof(T) == typeof(string) ? TextAt(element, dataset, index)
            : typeof(T) == typeof(int) ? Number<int>(element, dataset, index)
            : typeof(T) == typeof(uint) ? Number<uint>(element, dataset, index)
            : typeof(T) == typeof(short) ? Number<short>(element, dataset, index)
            : typeof(T) == typeof(ushort) ? Number<ushort>(element, dataset, index)
            : typeof(T) == typeof(long) ? Number<long>(element, dataset, index)
            : typeof(T) == typeof(ulong) ? Number<ulong>(element, dataset, index)
            : typeof(T) == typeof(float) ? Number<float>(element, dataset, index)
            : typeof(T) == typeof(double) ? Number<double>(element, dataset, index)
            : typeof(T) == typeof(decimal) ? Number<decimal>(element, dataset, index)
            : throw new ArgumentException($"Values are not read as {typeof(T).Name}.");
        if (read is not T known) return false;
        value = known;
        return true;
    }

    public static IReadOnlyList<string> Strings(DicomElement element, DicomDataset dataset)
    {
        var vr = element.ValueRepresentation;
        if (!vr.IsString) return [.. Enumerable.Range(0, element.Length / vr.ByteSize).Select(i => NumberText(element, i))];
        return WholeText(element, dataset) is not { } text ? [] : vr.IsMultiValue ? [.. text.Split('\\').Select(part => part.Trim('\0', ' '))] : [text];
    }

    /// <summary>All of a text, backslashes too; null where it is empty.</summary>
    public static string? WholeText(DicomElement element, DicomDataset dataset)
    {
        var vr = element.ValueRepresentation;
        if (vr.ByteSize > 1) return string.Join('\\', Strings(element, dataset)) is { Length: > 0 } numbers ? numbers : null;
        var text = vr.IsStringEncoded ? DicomEncoding.Decode(element.Bytes.Span, vr, dataset.CharacterSets()) : Encoding.Latin1.GetString(element.Bytes.Span);
        text = text.Trim('\0', ' ');
        return text.Length == 0 ? null : text;
    }

    public static DicomElement Write<T>(DicomTag tag, DicomVR vr, ReadOnlySpan<T> values, DicomDataset dataset)
    {
        if (vr == DicomVR.SQ) throw new ArgumentException("A sequence holds data sets.");
        if (vr.ByteSize == 1 && !vr.IsString) return new DicomElement(tag, vr, Padded(Array.ConvertAll(values.ToArray(), value => Convert.ToByte(value, CultureInfo.InvariantCulture)), vr));
        if (!vr.IsString) return new DicomElement(tag, vr, Numbers(vr, values));
        var text = new StringBuilder();
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0) text.Append('\\');
            text.Append(CultureInfo.InvariantCulture, $"{values[i]}");
        }

        var bytes = vr.IsStringEncoded ? DicomEncoding.Encode(text.ToString(), dataset.CharacterSets()) : Encoding.Latin1.GetBytes(text.ToString());
        return new DicomElement(tag, vr, Padded(bytes, vr));
    }

    private static string? TextAt(DicomElement element, DicomDataset dataset, int index) =>
        Strings(element, dataset) is { } all && index < all.Count && all[index].Length > 0 ? all[index] : null;

    private static string NumberText(DicomElement element, int index)
    {
        var at = element.Bytes.Span[(index * element.ValueRepresentation.ByteSize)..];
        var text = CultureInfo.InvariantCulture;
        return element.ValueRepresentation.Code switch
        {
            "US" or "OW" => BinaryPrimitives.ReadUInt16LittleEndian(at).ToString(text),
            "SS" => BinaryPrimitives.ReadInt16LittleEndian(at).ToString(text),
            "UL" or "OL" => BinaryPrimitives.ReadUInt32LittleEndian(at).ToString(text),
            "SL" => BinaryPrimitives.ReadInt32LittleEndian(at).ToString(text),
            "UV" or "OV" => BinaryPrimitives.ReadUInt64LittleEndian(at).ToString(text),
            "SV" => BinaryPrimitives.ReadInt64LittleEndian(at).ToString(text),
            "FL" or "OF" => BinaryPrimitives.ReadSingleLittleEndian(at).ToString(text),
            "FD" or "OD" => BinaryPrimitives.ReadDoubleLittleEndian(at).ToString(text),
            "AT" => DicomElementHeader.ReadTag(at).Number.ToString("X8", text),
            _ => at[0].ToString(text),
        };
    }

    private static object? Number<T>(DicomElement element, DicomDataset dataset, int index) where T : struct, INumber<T>
    {
        var vr = element.ValueRepresentation;
        if (vr == DicomVR.AT) return null;
        if (!vr.IsString && (index >= element.Length / vr.ByteSize)) return null;
        var text = vr.IsString ? TextAt(element, dataset, index) : NumberText(element, index);
        return T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static byte[] Numbers<T>(DicomVR vr, ReadOnlySpan<T> values)
    {
        var bytes = new byte[values.Length * vr.ByteSize];
        for (var i = 0; i < values.Length; i++)
        {
            var at = bytes.AsSpan(i * vr.ByteSize);
            if (values[i] is DicomTag tag)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(at, tag.Group);
                BinaryPrimitives.WriteUInt16LittleEndian(at[2..], tag.Element);
                continue;
            }

            try
            {
                Put(vr, at, Convert.ToString(values[i], CultureInfo.InvariantCulture) ?? "");
            }
            catch (Exception wrong) when (wrong is FormatException or OverflowException)
            {
                throw new ArgumentException($"A value does not fit {vr}.", wrong);
            }
        }

        return bytes;
    }

    private static void Put(DicomVR vr, Span<byte> at, string number)
    {
        var text = CultureInfo.InvariantCulture;
        switch (vr.Code)
        {
            case "US" or "OW": BinaryPrimitives.WriteUInt16LittleEndian(at, ushort.Parse(number, text)); break;
            case "SS": BinaryPrimitives.WriteInt16LittleEndian(at, short.Parse(number, text)); break;
            case "UL" or "OL": BinaryPrimitives.WriteUInt32LittleEndian(at, uint.Parse(number, text)); break;
            case "SL": BinaryPrimitives.WriteInt32LittleEndian(at, int.Parse(number, text)); break;
            case "UV" or "OV": BinaryPrimitives.WriteUInt64LittleEndian(at, ulong.Parse(number, text)); break;
            case "SV": BinaryPrimitives.WriteInt64LittleEndian(at, long.Parse(number, text)); break;
            case "FL" or "OF": BinaryPrimitives.WriteSingleLittleEndian(at, float.Parse(number, text)); break;
            case "FD" or "OD": BinaryPrimitives.WriteDoubleLittleEndian(at, double.Parse(number, text)); break;
            default: throw new ArgumentException($"Numbers are not written as {vr}.");
        }
    }

    private static byte[] Padded(byte[] bytes, DicomVR vr) => bytes.Length % 2 == 0 ? bytes : [.. bytes, vr.PaddingValue];
}
