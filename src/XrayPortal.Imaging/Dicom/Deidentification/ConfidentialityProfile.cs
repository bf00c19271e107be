using System.Collections.Frozen;

namespace XrayPortal.Imaging.Dicom.Deidentification;

/// <summary>What becomes of an attribute.</summary>
internal enum ConfidentialityAction
{
    Keep,
    Remove,
    Empty,
    Dummy,
    NewUid,
}

/// <param name="IsDate">A date or time: shifted where dates are shifted.</param>
/// <param name="IsCharacteristic">Such as age and sex: kept where those are kept.</param>
internal readonly record struct ConfidentialityRule(ConfidentialityAction Action, bool IsDate, bool IsCharacteristic);

/// <summary>The basic application level confidentiality profile, from a table beside this file.</summary>
/// <remarks>Source: DICOM PS3.15, table E.1-1. Where the table leaves a choice (X/Z/D), the last is taken, which no object can lack.</remarks>
internal static class ConfidentialityProfile
{
    private static readonly Lazy<FrozenDictionary<DicomTag, ConfidentialityRule>> Rules = new(Load);

    /// <summary>The rule for an attribute; what the table does not name is judged by its kind.</summary>
    public static ConfidentialityRule For(DicomItem item)
    {
        var tag = item.Tag;
        // Curves and overlays hold drawings; what the standard does not know may hold anything.
        if (tag.IsPrivate || tag.Element == 0 || (tag.Group & 0xFF00) is 0x5000 or 0x6000 || DicomDictionary.Find(tag) is null) return new(ConfidentialityAction.Remove, false, false);
        if (Rules.Value.TryGetValue(tag, out var rule)) return rule;
        return item.ValueRepresentation.Code switch
        {
            // Kinds of objects, makers' own too, name nobody.
            "UI" when DicomDictionary.Find(tag)?.Keyword.EndsWith("ClassUID", StringComparison.Ordinal) == true => default,
            "UI" => new(ConfidentialityAction.NewUid, false, false),
            "PN" => new(ConfidentialityAction.Empty, false, false),
            "DA" or "DT" or "TM" => new(ConfidentialityAction.Empty, true, false),
            "UN" => new(ConfidentialityAction.Remove, false, false),
            _ => default,
        };
    }

    private static FrozenDictionary<DicomTag, ConfidentialityRule> Load()
    {
        using var stream = typeof(ConfidentialityProfile).Assembly.GetManifestResourceStream("XrayPortal.Imaging.Dicom.basic-profile.txt")
            ?? throw new InvalidOperationException("The confidentiality profile is not in the program.");
        using var reader = new StreamReader(stream);
        var rules = new Dictionary<DicomTag, ConfidentialityRule>();
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '#') continue;
            var parts = line.Split(' ');
            var options = parts.Length > 2 ? parts[2] : "";
            rules.Add(DicomTag.Parse(parts[0]), new ConfidentialityRule(ActionOf(parts[1]), options.Contains('d', StringComparison.Ordinal), options.Contains('p', StringComparison.Ordinal)));
        }

        return rules.ToFrozenDictionary();
    }

    private static ConfidentialityAction ActionOf(string text) => text.Split('/')[^1] switch
    {
        "X" => ConfidentialityAction.Remove,
        "Z" => ConfidentialityAction.Empty,
        "D" => ConfidentialityAction.Dummy,
        "U" => ConfidentialityAction.NewUid,
        "U*" => ConfidentialityAction.Keep, // the sequence stays, its items are treated
        _ => throw new InvalidOperationException($"The confidentiality profile knows no action {text}."),
    };
}
