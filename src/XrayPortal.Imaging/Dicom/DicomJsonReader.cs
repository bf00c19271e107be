using System.Text.Json;

namespace XrayPortal.Imaging.Dicom;

/// <summary>DICOM JSON to data sets.</summary>
internal static class DicomJsonReader
{
    // Depth is bounded by the JSON reader's own limit.
    public static DicomDataset Read(JsonElement json, DicomLimits limits, Func<string, ReadOnlyMemory<byte>?>? bulkData, bool isRoot = true)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Fault(default, "a data set is a JSON object");
        var dataset = new DicomDataset();
        // Items of sequences have their parent's character set, which they do not know before they are added.
        dataset.AddOrUpdate(DicomTag.SpecificCharacterSet, "ISO_IR 192");
        foreach (var property in json.EnumerateObject())
        {
            if (!DicomTag.TryParse(property.Name, out var tag)) throw Fault(default, "an attribute's name is not a tag");
            if (tag == DicomTag.SpecificCharacterSet || tag.Group == 0x0002) continue;
            if (Item(tag, property.Value, dataset, limits, bulkData) is { } item) dataset.AddOrUpdate(item);
        }

        if (!isRoot) dataset.Remove(DicomTag.SpecificCharacterSet);
        return dataset;
    }

    private static DicomItem? Item(DicomTag tag, JsonElement json, DicomDataset dataset, DicomLimits limits, Func<string, ReadOnlyMemory<byte>?>? bulkData)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Fault(tag, "an attribute is a JSON object");
        var code = json.TryGetProperty("vr", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString() : null;
        if (!DicomVR.TryParse(code, out var vr)) throw Fault(tag, "the value representation is missing or not known");
        if (json.TryGetProperty("BulkDataURI", out var uri) && uri.ValueKind == JsonValueKind.String)
            return bulkData?.Invoke(uri.GetString()!) is { } bytes ? new DicomElement(tag, vr, bytes) : null; // a JSON string is not null
        if (json.TryGetProperty("InlineBinary", out var binary))
            return binary.ValueKind == JsonValueKind.String && binary.TryGetBytesFromBase64(out var inline) ? new DicomElement(tag, vr, inline) : throw Fault(tag, "inline data are not base 64");
        JsonElement[] values = json.TryGetProperty("Value", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
        if (vr == DicomVR.SQ) return new DicomSequence(tag, [.. values.Select(value => Read(value, limits, bulkData, isRoot: false))]);
        try
        {
            if (vr == DicomVR.AT) return DicomValue.Write<DicomTag>(tag, vr, [.. values.Select(value => DicomTag.Parse(value.GetString() ?? ""))], dataset);
            return DicomValue.Write<string>(tag, vr, [.. values.Select(value => Text(tag, vr, value))], dataset);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or InvalidOperationException)
        {
            throw Fault(tag, "a value does not fit its representation");
        }
    }

    private static string Text(DicomTag tag, DicomVR vr, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Object when vr == DicomVR.PN => string.Join('=', Group(value, "Alphabetic"), Group(value, "Ideographic"), Group(value, "Phonetic")).TrimEnd('='),
        _ => throw Fault(tag, "a value is neither text nor number"),
    };

    private static string Group(JsonElement name, string group) =>
        name.TryGetProperty(group, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() ?? "" : "";

    private static DicomFileException Fault(DicomTag tag, string reason) => new(DicomErrorKind.InvalidElement, 0, tag, reason);
}
