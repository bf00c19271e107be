namespace XrayPortal.Imaging.Dicom.Documents;

/// <summary>Content items of structured reports.</summary>
/// <remarks>Source: DICOM PS3.3, C.17.3 and C.18.</remarks>
internal static class StructuredItem
{
    /// <param name="relationship">To the item that holds it; null for the root.</param>
    /// <param name="template">Number of the DCMR template that it begins; null where none begins.</param>
    public static DicomDataset Container(string? relationship, DicomCode name, string? template, IEnumerable<DicomDataset> items)
    {
        var container = Start(relationship, "CONTAINER", name).Put("ContinuityOfContent", "SEPARATE");
        if (template is not null)
            container.PutItems("ContentTemplateSequence", new DicomDataset().Put("MappingResource", "DCMR").Put("TemplateIdentifier", template));
        return container.PutItems("ContentSequence", items);
    }

    public static DicomDataset Code(string relationship, DicomCode name, DicomCode value) => Start(relationship, "CODE", name).PutCode("ConceptCodeSequence", value);

    public static DicomDataset Text(string relationship, DicomCode name, string value)
    {
        var item = Start(relationship, "TEXT", name).AddOrUpdate(DicomTag.SpecificCharacterSet, "ISO_IR 192").Put("TextValue", value);
        return item.Without(DicomTag.SpecificCharacterSet);
    }

    public static DicomDataset Uid(string relationship, DicomCode name, string value) => Start(relationship, "UIDREF", name).Put("UID", value);

    /// <param name="value">A decimal string of at most 16 characters.</param>
    public static DicomDataset Number(string relationship, DicomCode name, string value, DicomCode unit, IReadOnlyList<DicomDataset> items)
    {
        var number = Start(relationship, "NUM", name)
            .PutItems("MeasuredValueSequence", new DicomDataset().Put("NumericValue", value).PutCode("MeasurementUnitsCodeSequence", unit));
        return items.Count == 0 ? number : number.PutItems("ContentSequence", items);
    }

    public static DicomDataset Image(string relationship, DicomCode? name, ImageReference image) =>
        Start(relationship, "IMAGE", name).PutItems("ReferencedSOPSequence", image.ToItem());

    /// <summary>A closed outline.</summary>
    public static DicomDataset Region(string relationship, DicomCode name, IReadOnlyList<(double Column, double Row)> corners, ImageReference image)
    {
        var closed = corners[0] == corners[^1] ? corners : [.. corners, corners[0]];
        var points = closed.SelectMany(corner => new[] { (float)corner.Column, (float)corner.Row }).ToArray();
        return Start(relationship, "SCOORD", name).Put("GraphicType", "POLYLINE").AddOrUpdate<float>(DicomDictionary.TagOf("GraphicData"), points)
            .PutItems("ContentSequence", Image("SELECTED FROM", null, image));
    }

    private static DicomDataset Start(string? relationship, string type, DicomCode? name)
    {
        var item = new DicomDataset().Put("ValueType", type);
        if (relationship is not null) item.Put("RelationshipType", relationship);
        if (name is not null) item.PutCode("ConceptNameCodeSequence", name);
        return item;
    }
}
