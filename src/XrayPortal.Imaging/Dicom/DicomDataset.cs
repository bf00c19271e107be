using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Attributes by tag; values are slices of the file, read when asked for.</summary>
public sealed class DicomDataset
{
    private readonly Dictionary<DicomTag, ReadOnlyMemory<byte>> values = [];
    private readonly Dictionary<DicomTag, List<DicomDataset>> sequences = [];
    private readonly Dictionary<DicomTag, DicomFragmentSequence> fragments = [];

    public bool Contains(DicomTag tag) => values.ContainsKey(tag) || fragments.ContainsKey(tag) || sequences.ContainsKey(tag);

    /// <summary>The value's bytes, little endian.</summary>
    public bool TryGetBytes(DicomTag tag, out ReadOnlyMemory<byte> bytes) => values.TryGetValue(tag, out bytes);

    /// <summary>The items of a sequence; empty where there is none.</summary>
    public IReadOnlyList<DicomDataset> Items(DicomTag tag) => sequences.GetValueOrDefault(tag) ?? [];

    /// <summary>Encapsulated pixel data.</summary>
    public bool TryGetFragments(DicomTag tag, [NotNullWhen(true)] out DicomFragmentSequence? found) => fragments.TryGetValue(tag, out found);

    /// <summary>The first item of a sequence, or null.</summary>
    public DicomDataset? FirstItemOrDefault(DicomTag tag) => sequences.GetValueOrDefault(tag)?.FirstOrDefault();

    /// <summary>Text without padding; null where absent or empty. UTF-8 where the file says so, else Latin-1.</summary>
    public string? GetStringOrDefault(DicomTag tag)
    {
        if (!values.TryGetValue(tag, out var bytes)) return null;
        var text = Encoding.Latin1;
        if (values.TryGetValue(DicomTag.SpecificCharacterSet, out var set) && set.Span.IndexOf("ISO_IR 192"u8) >= 0) text = Encoding.UTF8;
        var value = text.GetString(bytes.Span).Trim('\0', ' ');
        return value.Length == 0 ? null : value;
    }

    /// <summary>One of the values between backslashes; null where absent or empty.</summary>
    public string? GetStringOrDefault(DicomTag tag, int index) =>
        GetStringOrDefault(tag)?.Split('\\') is { } parts && index < parts.Length && parts[index].Trim() is { Length: > 0 } part ? part : null;

    /// <summary>One value of a decimal string (DS) or integer string (IS); null where absent or not a finite number.</summary>
    public double? GetDecimalOrDefault(DicomTag tag, int index = 0) =>
        double.TryParse(GetStringOrDefault(tag, index), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;

    /// <summary>One of the 16-bit values (US, or SS as its bits); null where absent.</summary>
    public ushort? GetUInt16OrDefault(DicomTag tag, int index = 0) =>
        values.TryGetValue(tag, out var bytes) && bytes.Length >= (2 * index) + 2
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[(2 * index)..])
            : null;

    internal void Add(DicomTag tag, ReadOnlyMemory<byte> value) => values[tag] = value;

    internal void Add(DicomTag tag, List<DicomDataset> items) => sequences[tag] = items;

    internal void Add(DicomTag tag, DicomFragmentSequence value) => fragments[tag] = value;
}
