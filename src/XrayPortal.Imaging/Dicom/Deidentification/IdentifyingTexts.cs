namespace XrayPortal.Imaging.Dicom.Deidentification;

/// <summary>
/// What names the patient, people and places in an object: names, numbers, addresses. An attribute that the profile keeps is dropped
/// where it repeats one of them, as free text often does.
/// </summary>
internal sealed class IdentifyingTexts
{
    private const int MinLength = 4; // shorter ones are in too many harmless words
    private const int MaxDepth = 64;

    private static readonly HashSet<DicomTag> Naming =
    [
        .. new[]
        {
            "PatientID", "OtherPatientIDs", "AccessionNumber", "StudyID", "InstitutionName", "InstitutionAddress", "InstitutionalDepartmentName", "StationName",
            "PatientAddress", "PatientTelephoneNumbers", "MilitaryRank", "MedicalRecordLocator", "InsurancePlanIdentification", "DeviceSerialNumber",
            "RequestedProcedureID", "ScheduledProcedureStepID", "PerformedProcedureStepID", "PlacerOrderNumberImagingServiceRequest", "FillerOrderNumberImagingServiceRequest",
            "AdmissionID", "CurrentPatientLocation", "RequestingService",
        }.Select(DicomDictionary.TagOf),
    ];

    private readonly HashSet<string> texts = new(StringComparer.OrdinalIgnoreCase);

    public IdentifyingTexts(DicomDataset dataset) => Collect(dataset, 0);

    public bool AreIn(DicomElement element, DicomDataset dataset)
    {
        if (!element.ValueRepresentation.IsString || element.ValueRepresentation == DicomVR.UI) return false;
        return DicomValue.WholeText(element, dataset) is { } text && texts.Any(part => text.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private void Collect(DicomDataset dataset, int depth)
    {
        if (depth > MaxDepth) return;
        foreach (var item in dataset)
        {
            if (item is DicomSequence sequence)
            {
                foreach (var child in sequence.Items) Collect(child, depth + 1);
            }
            else if (item is DicomElement element && (element.ValueRepresentation == DicomVR.PN || Naming.Contains(item.Tag)))
            {
                foreach (var value in DicomValue.Strings(element, dataset)) texts.UnionWith(Parts(value, element.ValueRepresentation));
            }
        }
    }

    private static IEnumerable<string> Parts(string value, DicomVR vr) =>
        (vr == DicomVR.PN ? value.Split('^', '=') : [value]).Select(part => part.Trim()).Where(part => part.Length >= MinLength);
}
