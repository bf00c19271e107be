namespace XrayPortal.Imaging.Dicom;

/// <summary>From stored values to modality units: the Modality LUT Sequence, else slope and intercept.</summary>
/// <remarks>Source: DICOM PS3.3, C.11.1.</remarks>
internal static class ModalityLut
{
    public static Func<double, double> Of(DicomDataset dataset, DicomFrame frame)
    {
        if (dataset.FirstItemOrDefault(DicomTag.ModalityLutSequence) is { } item)
        {
            var table = LookupTable.Create(item, frame.IsSigned);
            return x => table[x];
        }

        // A slope of 0 is against the standard (C.11.1.1.2) and would wipe the film out: read as absent.
        var slope = dataset.GetDecimalOrDefault(DicomTag.RescaleSlope) is { } stated and not 0 ? stated : 1;
        var intercept = dataset.GetDecimalOrDefault(DicomTag.RescaleIntercept) ?? 0;
        return x => (slope * x) + intercept;
    }
}
