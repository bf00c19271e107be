using System.Collections.Frozen;
using System.Globalization;

namespace XrayPortal.Imaging.Dicom;

/// <summary>What the standard says of a tag.</summary>
/// <param name="Vrs">One representation, or the several that other attributes decide between.</param>
/// <param name="ValueMultiplicity">Such as 1, 2 or 1-n.</param>
/// <param name="Keyword">Such as PatientID; - where there is none.</param>
public sealed record DicomDictionaryEntry(IReadOnlyList<DicomVR> Vrs, string ValueMultiplicity, string Keyword);

/// <summary>The data elements of the standard (PS3.6), from a table beside this file.</summary>
public static class DicomDictionary
{
    private static readonly DicomDictionaryEntry GroupLength = new([DicomVR.UL], "1", "GenericGroupLength");
    private static readonly DicomDictionaryEntry PrivateCreator = new([DicomVR.LO], "1", "PrivateCreator");
    private static readonly Lazy<Tables> Loaded = new(Load);

    /// <returns>Null for a tag that the standard does not know.</returns>
    public static DicomDictionaryEntry? Find(DicomTag tag)
    {
        if (tag.Element == 0) return GroupLength;
        if (tag.IsPrivate) return tag.Element is >= 0x10 and <= 0xFF ? PrivateCreator : null;
        if (Loaded.Value.ByTag.TryGetValue(tag, out var entry)) return entry;
        foreach (var (mask, value, repeated) in Loaded.Value.Repeated)
        {
            if ((tag.Number & mask) == value) return repeated;
        }

        return null;
    }

    /// <summary>The tag of a keyword, as DICOMweb queries name attributes.</summary>
    public static bool TryFind(string keyword, out DicomTag tag) => Loaded.Value.ByKeyword.TryGetValue(keyword, out tag);

    /// <exception cref="ArgumentException">The standard has no such keyword.</exception>
    public static DicomTag TagOf(string keyword) => TryFind(keyword, out var tag) ? tag : throw new ArgumentException($"There is no attribute {keyword}.", nameof(keyword));

    /// <summary>The representation to read a tag with where the file does not say: the wider unsigned one of several.</summary>
    internal static DicomVR VrOf(DicomTag tag, DicomDataset dataset)
    {
        if (Find(tag) is not { } entry) return DicomVR.UN;
        if (entry.Vrs.Count == 1) return entry.Vrs[0];
        if (entry.Vrs.Contains(DicomVR.OW)) return DicomVR.OW; // PS3.5, A.1: implicit VR has pixels and tables as OW
        return dataset.GetUInt16OrDefault(DicomTag.PixelRepresentation) == 1 ? DicomVR.SS : DicomVR.US;
    }

    private static Tables Load()
    {
        using var stream = typeof(DicomDictionary).Assembly.GetManifestResourceStream("XrayPortal.Imaging.Dicom.dictionary.txt")
            ?? throw new InvalidOperationException("The table of data elements is not in the program.");
        using var reader = new StreamReader(stream);
        var byTag = new Dictionary<DicomTag, DicomDictionaryEntry>(5000);
        var byKeyword = new Dictionary<string, DicomTag>(5000, StringComparer.Ordinal);
        var repeated = new List<(uint, uint, DicomDictionaryEntry)>();
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '#') continue;
            var parts = line.Split(' ');
            var entry = new DicomDictionaryEntry([.. parts[1].Split('/').Select(DicomVR.Parse)], parts[2], parts[3]);
            if (parts[0].Contains('x', StringComparison.Ordinal))
            {
                repeated.Add((Digits(parts[0], c => c == 'x' ? '0' : 'F'), Digits(parts[0], c => c == 'x' ? '0' : c), entry));
                continue;
            }

            var tag = DicomTag.Parse(parts[0]);
            byTag.Add(tag, entry);
            byKeyword[entry.Keyword] = tag;
        }

        return new Tables(byTag.ToFrozenDictionary(), byKeyword.ToFrozenDictionary(StringComparer.Ordinal), repeated);
    }

    private static uint Digits(string text, Func<char, char> map) =>
        uint.Parse(string.Concat(text.Select(map)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private sealed record Tables(
        FrozenDictionary<DicomTag, DicomDictionaryEntry> ByTag, FrozenDictionary<string, DicomTag> ByKeyword, List<(uint Mask, uint Value, DicomDictionaryEntry Entry)> Repeated);
}
