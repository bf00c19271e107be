namespace XrayPortal.Imaging.Dicom.Documents;

/// <summary>A PDF report as a DICOM object.</summary>
/// <remarks>Source: DICOM PS3.3, A.45.1 and C.24.2.</remarks>
public static class EncapsulatedPdf
{
    /// <param name="pdf">The document; at least %PDF stands at its start.</param>
    /// <param name="title">What a reader sees in a list.</param>
    public static DicomFile Of(DicomSubject subject, ReadOnlyMemory<byte> pdf, string title, DateTimeOffset at, ImageReference? source = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (!pdf.Span.StartsWith("%PDF"u8)) throw new ArgumentException("This is no PDF document.", nameof(pdf));
        var dataset = subject.NewObject(DicomUID.EncapsulatedPDFStorage, "DOC", title, 9002, at)
            .Put("ConversionType", "WSD").Put("AcquisitionDateTime").Put("BurnedInAnnotation", "YES").Put("DocumentTitle", title)
            .PutCode("ConceptNameCodeSequence", new DicomCode("43468-8", "LN", "X-Ray Report"))
            .Put("MIMETypeOfEncapsulatedDocument", "application/pdf").Put("EncapsulatedDocumentLength", pdf.Length)
            .AddOrUpdate(new DicomElement(DicomDictionary.TagOf("EncapsulatedDocument"), DicomVR.OB, pdf));
        if (source is not null) dataset.PutItems("SourceInstanceSequence", source.ToItem());
        return dataset.ToFile();
    }
}
