namespace XrayPortal.Imaging.Dicom.Documents;

/// <summary>Attributes by their keywords, so that an object reads like the module tables of the standard.</summary>
internal static class DatasetWriting
{
    public static DicomDataset Put(this DicomDataset dataset, string keyword, params ReadOnlySpan<string> values) => dataset.AddOrUpdate(DicomDictionary.TagOf(keyword), values);

    public static DicomDataset Put(this DicomDataset dataset, string keyword, int value) => dataset.AddOrUpdate(DicomDictionary.TagOf(keyword), value);

    public static DicomDataset PutItems(this DicomDataset dataset, string keyword, params IEnumerable<DicomDataset> items) =>
        dataset.AddOrUpdate(new DicomSequence(DicomDictionary.TagOf(keyword), items));

    /// <summary>The finished object. Plain ASCII names no character set: some readers (DCMTK 3.6.7) check no values of those that do.</summary>
    public static DicomFile ToFile(this DicomDataset dataset)
    {
        if (IsAscii(dataset)) dataset.Remove(DicomTag.SpecificCharacterSet);
        return new DicomFile(dataset);
    }

    public static DicomDataset PutCode(this DicomDataset dataset, string keyword, DicomCode code) => dataset.PutItems(keyword, code.ToItem());

    private static bool IsAscii(DicomDataset dataset) => dataset.All(item => item switch
    {
        DicomSequence sequence => sequence.Items.All(IsAscii),
        DicomElement element => !element.ValueRepresentation.IsStringEncoded || System.Text.Ascii.IsValid(element.Bytes.Span),
        _ => true,
    });
}

/// <summary>A code of a coding scheme.</summary>
/// <param name="Scheme">DCM, SCT, UCUM, LN ...</param>
/// <remarks>Source: DICOM PS3.3, 8.8.</remarks>
public sealed record DicomCode(string Value, string Scheme, string Meaning)
{
    internal DicomDataset ToItem() => new DicomDataset().AddOrUpdate(DicomTag.SpecificCharacterSet, "ISO_IR 192")
        .Put("CodeValue", Value).Put("CodingSchemeDesignator", Scheme).Put("CodeMeaning", Meaning).Without(DicomTag.SpecificCharacterSet);

    internal static DicomCode Dcm(string value, string meaning) => new(value, "DCM", meaning);
}
