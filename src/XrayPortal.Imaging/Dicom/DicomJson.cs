using System.Globalization;
using System.Text;
using System.Text.Json;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Data sets as DICOM JSON.</summary>
/// <remarks>Source: DICOM PS3.18, annex F.</remarks>
public static class DicomJson
{
    private static readonly string[] NameGroups = ["Alphabetic", "Ideographic", "Phonetic"];

    public static string ConvertDicomToJson(DicomDataset dataset, Func<DicomItem, string?>? bulkDataUri = null)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json)) Write(writer, dataset, bulkDataUri);
        return Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length);
    }

    /// <summary>Writes one object. Text comes out as Unicode whatever its character set was.</summary>
    /// <param name="bulkDataUri">Address of a value that is not to stand in the JSON; null for those that are. Fragments without one are left out.</param>
    public static void Write(Utf8JsonWriter writer, DicomDataset dataset, Func<DicomItem, string?>? bulkDataUri = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(dataset);
        writer.WriteStartObject();
        foreach (var item in dataset.Where(item => item.Tag.Element != 0 && item.Tag.Group is not (0x0000 or 0x0002)))
        {
            var uri = bulkDataUri?.Invoke(item);
            if (item is DicomFragmentSequence && uri is null) continue;
            writer.WriteStartObject(item.Tag.Number.ToString("X8", CultureInfo.InvariantCulture));
            writer.WriteString("vr", item.ValueRepresentation.Code);
            if (uri is not null) writer.WriteString("BulkDataURI", uri);
            else if (item is DicomSequence sequence) WriteItems(writer, sequence, bulkDataUri);
            else if (item is DicomElement element) WriteValues(writer, element, dataset);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads one object. The data set's character set is ISO_IR 192.</summary>
    /// <param name="bulkData">Gives the value behind a BulkDataURI; without it such attributes are left out.</param>
    /// <exception cref="DicomFileException">It is no DICOM JSON, or nested deeper than the limits.</exception>
    public static DicomDataset ConvertJsonToDicom(string json, DicomLimits limits, Func<string, ReadOnlyMemory<byte>?>? bulkData = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 + (3 * limits.MaxDepth) });
            return DicomJsonReader.Read(document.RootElement, limits, bulkData);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException) // the latter for text that is no Unicode
        {
            throw new DicomFileException(DicomErrorKind.InvalidElement, 0, default, "this is no JSON, or it is nested too deep");
        }
    }

    private static void WriteItems(Utf8JsonWriter writer, DicomSequence sequence, Func<DicomItem, string?>? bulkDataUri)
    {
        writer.WriteStartArray("Value");
        foreach (var item in sequence.Items) Write(writer, item, bulkDataUri);
        writer.WriteEndArray();
    }

    private static void WriteValues(Utf8JsonWriter writer, DicomElement element, DicomDataset dataset)
    {
        var vr = element.ValueRepresentation;
        if (element.Length == 0) return;
        if (vr.Code is ['O', _] or "UN")
        {
            writer.WriteBase64String("InlineBinary", element.Bytes.Span);
            return;
        }

        var values = element.Tag == DicomTag.SpecificCharacterSet ? ["ISO_IR 192"] : DicomValue.Strings(element, dataset);
        if (values.Count == 0) return;
        writer.WriteStartArray("Value");
        foreach (var value in values)
        {
            if (value.Length == 0) writer.WriteNullValue();
            else if (vr == DicomVR.PN) WriteName(writer, value);
            else if (IsNumber(vr) && IsJsonNumber(value)) writer.WriteRawValue(Plain(value));
            else writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void WriteName(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject();
        var groups = name.Split('=');
        for (var i = 0; i < Math.Min(3, groups.Length); i++)
        {
            if (groups[i].Length > 0) writer.WriteString(NameGroups[i], groups[i]);
        }

        writer.WriteEndObject();
    }

    private static bool IsNumber(DicomVR vr) => vr.Code is "DS" or "IS" or "FL" or "FD" or "SL" or "SS" or "UL" or "US" or "SV" or "UV";

    private static bool IsJsonNumber(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);

    // JSON knows no +1, 01, .5 or 5.
    private static string Plain(string value)
    {
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole.ToString(CultureInfo.InvariantCulture);
        if (ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var large)) return large.ToString(CultureInfo.InvariantCulture);
        return double.Parse(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
    }
}
