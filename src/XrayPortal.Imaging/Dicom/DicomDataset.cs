using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Attributes by tag, in the order of tags; values are slices of the file, read when asked for.</summary>
/// <remarks>Not safe for writing from several threads.</remarks>
public sealed class DicomDataset : IEnumerable<DicomItem>
{
    private readonly SortedDictionary<DicomTag, DicomItem> items = [];

    public DicomDataset()
    {
    }

    public DicomDataset(params IEnumerable<DicomItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items) AddOrUpdate(item);
    }

    /// <summary>The data set whose sequence holds this one; its character set holds here, too, unless this one has its own.</summary>
    internal DicomDataset? Parent { get; set; }

    public int Count => items.Count;

    public bool Contains(DicomTag tag) => items.ContainsKey(tag);

    /// <summary>An attribute of the wanted form; null where it is absent or of another.</summary>
    public T? GetDicomItem<T>(DicomTag tag) where T : DicomItem => items.GetValueOrDefault(tag) as T;

    /// <summary>The value's bytes, little endian.</summary>
    public bool TryGetBytes(DicomTag tag, out ReadOnlyMemory<byte> bytes)
    {
        var element = GetDicomItem<DicomElement>(tag);
        bytes = element?.Bytes ?? default;
        return element is not null;
    }

    public bool TryGetSequence(DicomTag tag, [NotNullWhen(true)] out DicomSequence? sequence) => (sequence = GetDicomItem<DicomSequence>(tag)) is not null;

    public bool TryGetFragments(DicomTag tag, [NotNullWhen(true)] out DicomFragmentSequence? fragments) =>
        (fragments = GetDicomItem<DicomFragmentSequence>(tag)) is not null;

    /// <summary>The items of a sequence; none where it is absent.</summary>
    public IReadOnlyList<DicomDataset> Items(DicomTag tag) => TryGetSequence(tag, out var sequence) ? [.. sequence.Items] : [];

    /// <summary>The first item of a sequence, or null.</summary>
    public DicomDataset? FirstItemOrDefault(DicomTag tag) => TryGetSequence(tag, out var sequence) && sequence.Items.Count > 0 ? sequence.Items[0] : null;

    /// <summary>The first value as text or as a number.</summary>
    /// <typeparam name="T">string, int, uint, short, ushort, long, ulong, float, double or decimal.</typeparam>
    /// <returns>False where the attribute is absent, empty, or not of that kind.</returns>
    public bool TryGetSingleValue<T>(DicomTag tag, [NotNullWhen(true)] out T? value) => TryGetValue(tag, 0, out value);

    public T GetSingleValueOrDefault<T>(DicomTag tag, T defaultValue) => TryGetSingleValue<T>(tag, out var value) ? value : defaultValue;

    /// <param name="index">From 0.</param>
    public bool TryGetValue<T>(DicomTag tag, int index, [NotNullWhen(true)] out T? value)
    {
        value = default;
        return GetDicomItem<DicomElement>(tag) is { } element && DicomValue.TryRead(element, this, index, out value);
    }

    /// <summary>All values as text; none where the attribute is absent or empty.</summary>
    public IReadOnlyList<string> GetStrings(DicomTag tag) => GetDicomItem<DicomElement>(tag) is { } element ? DicomValue.Strings(element, this) : [];

    /// <summary>The whole value as text, without padding; null where absent or empty.</summary>
    public string? GetStringOrDefault(DicomTag tag) => GetDicomItem<DicomElement>(tag) is { } element ? DicomValue.WholeText(element, this) : null;

    /// <summary>One of several values as text; null where absent or empty.</summary>
    public string? GetStringOrDefault(DicomTag tag, int index) => TryGetValue<string>(tag, index, out var value) ? value : null;

    /// <summary>One of the values as a number, such as of a decimal string (DS); null where absent or not a finite number.</summary>
    public double? GetDecimalOrDefault(DicomTag tag, int index = 0) => TryGetValue<double>(tag, index, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>One of the 16-bit values (US, or SS as its bits); null where absent.</summary>
    public ushort? GetUInt16OrDefault(DicomTag tag, int index = 0) =>
        TryGetBytes(tag, out var bytes) && bytes.Length >= (2 * index) + 2
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[(2 * index)..])
            : null;

    /// <summary>Adds an attribute, in place of the one with its tag.</summary>
    public DicomDataset AddOrUpdate(DicomItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        items[item.Tag] = item;
        if (item is DicomSequence sequence)
        {
            foreach (var child in sequence.Items) child.Parent = this;
        }

        return this;
    }

    /// <summary>Adds an attribute with the value representation that the standard gives it.</summary>
    /// <param name="values">Texts or numbers, as the representation asks; none makes an empty value.</param>
    /// <exception cref="ArgumentException">The value does not fit the representation.</exception>
    public DicomDataset AddOrUpdate<T>(DicomTag tag, params ReadOnlySpan<T> values) => AddOrUpdate(DicomDictionary.VrOf(tag, this), tag, values);

    /// <summary>Adds an attribute.</summary>
    /// <exception cref="ArgumentException">The value does not fit the representation.</exception>
    public DicomDataset AddOrUpdate<T>(DicomVR vr, DicomTag tag, params ReadOnlySpan<T> values) => AddOrUpdate(DicomValue.Write(tag, vr, values, this));

    public DicomDataset AddOrUpdate(DicomTag tag, params IEnumerable<DicomDataset> items) => AddOrUpdate(new DicomSequence(tag, items));

    internal DicomDataset Without(DicomTag tag)
    {
        items.Remove(tag);
        return this;
    }

    public bool Remove(DicomTag tag) => items.Remove(tag);

    public IEnumerator<DicomItem> GetEnumerator() => items.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Terms of Specific Character Set that hold here.</summary>
    internal IReadOnlyList<string> CharacterSets()
    {
        for (var dataset = this; dataset is not null; dataset = dataset.Parent)
        {
            if (dataset.GetDicomItem<DicomElement>(DicomTag.SpecificCharacterSet) is { } element)
                return [.. System.Text.Encoding.ASCII.GetString(element.Bytes.Span).Split('\\').Select(term => term.Trim('\0', ' '))];
        }

        return [];
    }
}
