using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using XrayPortal.Imaging.Dicom.Documents;

namespace XrayPortal.Imaging.Dicom.Deidentification;

/// <summary>De-identifies objects by the basic profile. The same key gives the same new identifiers, so that objects stay together.</summary>
/// <remarks>Source: DICOM PS3.15, annex E; codes of PS3.16, CID 7050.</remarks>
public sealed class DicomAnonymizer
{
    private const string Dummy = "ANONYMIZED";
    private const int MaxDepth = 64, MaxShiftDays = 3650;

    private static readonly string[] Radiographs =
    [
        DicomUID.ComputedRadiographyImageStorage.Uid, DicomUID.DigitalXRayImageStorageForPresentation.Uid, DicomUID.DigitalXRayImageStorageForProcessing.Uid,
    ];

    private static readonly DicomTag PatientName = DicomDictionary.TagOf("PatientName");

    private readonly byte[] key;
    private readonly DeidentificationOptions options;

    /// <param name="key">Secret, at least 16 bytes: who has it can find a patient's new number from the old one.</param>
    public DicomAnonymizer(ReadOnlySpan<byte> key, DeidentificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (key.Length < 16) throw new ArgumentException("A key has at least 16 bytes.", nameof(key));
        this.key = key.ToArray();
        this.options = options;
    }

    /// <summary>Makes a new object; the given one stays as it is.</summary>
    /// <exception cref="DicomFileException">InvalidAttribute: SOP Class UID or SOP Instance UID is missing.</exception>
    /// <param name="isSeenByPerson">A person has looked at the pixels and found nothing that names anybody.</param>
    public DeidentificationOutcome Anonymize(DicomFile file, bool isSeenByPerson = false)
    {
        ArgumentNullException.ThrowIfNull(file);
        foreach (var needed in new[] { DicomTag.SopClassUid, DicomTag.SopInstanceUid })
        {
            if (file.Dataset.GetStringOrDefault(needed) is null) throw new DicomFileException(DicomErrorKind.InvalidAttribute, 0, needed, "the object does not say what it is");
        }

        if (!isSeenByPerson && HoldOf(file.Dataset) is { } reason) return new DeidentificationOutcome.Held(reason);
        var patient = $"{file.Dataset.GetStringOrDefault(DicomDictionary.TagOf("IssuerOfPatientID"))}\n{file.Dataset.GetStringOrDefault(DicomTag.PatientId) ?? file.Dataset.GetStringOrDefault(DicomTag.StudyInstanceUid)}";
        var digest = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(patient));
        var days = 1 + (BitConverter.ToUInt16(digest, 16) % MaxShiftDays);
        var identity = new IdentifyingTexts(file.Dataset);
        var clean = Cleaned(file.Dataset, days, identity, 0);
        var pseudonym = "P" + Convert.ToHexString(digest.AsSpan(0, 8));
        clean.AddOrUpdate(DicomTag.PatientId, pseudonym).AddOrUpdate(PatientName, pseudonym);
        State(clean);
        return new DeidentificationOutcome.Released(new DicomFile(clean, file.TransferSyntax));
    }

    /// <summary>Why a person must look at the picture before the object leaves; null where none must.</summary>
    /// <remarks>Burned In Annotation is not trusted where it says NO, believed where it says YES (PS3.3, C.7.6.1.1.7).</remarks>
    public static HoldReason? HoldOf(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.GetStringOrDefault(DicomDictionary.TagOf("BurnedInAnnotation")) == "YES" ? HoldReason.BurnedInAnnotation
            : dataset.GetStringOrDefault(DicomDictionary.TagOf("RecognizableVisualFeatures")) == "YES" ? HoldReason.RecognizableFeatures
            : !Radiographs.Contains(dataset.GetStringOrDefault(DicomTag.SopClassUid)) ? HoldReason.OtherKind
            : null;
    }

    private DicomDataset Cleaned(DicomDataset dataset, int days, IdentifyingTexts identity, int depth)
    {
        if (depth > MaxDepth) throw new DicomFileException(DicomErrorKind.NestingTooDeep, 0, default, "sequences are nested too deep");
        var clean = new DicomDataset();
        foreach (var item in dataset)
        {
            var rule = ConfidentialityProfile.For(item);
            if (rule.IsCharacteristic && options.KeepsPatientCharacteristics) rule = default;
            var kept = item switch
            {
                DicomSequence sequence => Cleaned(sequence, rule, days, identity, depth),
                DicomElement { ValueRepresentation.Code: "DA" or "DT" or "TM" } element when rule.IsDate && options.Dates == DateTreatment.ShiftedPerPatient => Shifted(element, dataset, days),
                DicomElement element => Cleaned(element, rule, dataset, identity),
                _ => rule.Action == ConfidentialityAction.Remove ? null : item,
            };
            if (kept is not null) clean.AddOrUpdate(kept);
        }

        return clean;
    }

    private DicomSequence? Cleaned(DicomSequence sequence, ConfidentialityRule rule, int days, IdentifyingTexts identity, int depth) => rule.Action switch
    {
        ConfidentialityAction.Remove => null,
        ConfidentialityAction.Empty or ConfidentialityAction.Dummy => new DicomSequence(sequence.Tag),
        _ => new DicomSequence(sequence.Tag, [.. sequence.Items.Select(item => Cleaned(item, days, identity, depth + 1))]),
    };

    private DicomElement? Cleaned(DicomElement element, ConfidentialityRule rule, DicomDataset dataset, IdentifyingTexts identity) => rule.Action switch
    {
        ConfidentialityAction.Remove => null,
        ConfidentialityAction.Empty => new DicomElement(element.Tag, element.ValueRepresentation, default),
        ConfidentialityAction.Dummy => DummyOf(element),
        // A damaged file may have anything where an identifier should be.
        ConfidentialityAction.NewUid => element.ValueRepresentation == DicomVR.UI ? NewUids(element, dataset) : null,
        ConfidentialityAction.Keep => identity.AreIn(element, dataset) ? null : Capped(element, dataset),
    };

    private static DicomElement DummyOf(DicomElement element)
    {
        var (tag, vr) = (element.Tag, element.ValueRepresentation);
        return vr.Code switch
        {
            "DA" => DicomValue.Write<string>(tag, vr, ["19000101"], new DicomDataset()),
            "DT" => DicomValue.Write<string>(tag, vr, ["19000101000000"], new DicomDataset()),
            "TM" => DicomValue.Write<string>(tag, vr, ["000000"], new DicomDataset()),
            "AS" => DicomValue.Write<string>(tag, vr, ["000Y"], new DicomDataset()),
            "DS" or "IS" => DicomValue.Write<string>(tag, vr, ["0"], new DicomDataset()),
            "UI" => DicomValue.Write<string>(tag, vr, [DicomUIDGenerator.New()], new DicomDataset()),
            _ when vr.IsString => DicomValue.Write<string>(tag, vr, [Dummy], new DicomDataset()),
            _ => new DicomElement(tag, vr, new byte[Math.Max(2, vr.ByteSize)]),
        };
    }

    // Identifiers of the standard itself name kinds of objects, not objects.
    private DicomElement NewUids(DicomElement element, DicomDataset dataset)
    {
        string[] uids = [.. DicomValue.Strings(element, dataset).Select(uid =>
            uid.Length == 0 || uid.StartsWith("1.2.840.10008.", StringComparison.Ordinal) ? uid : DicomUIDGenerator.Derive(key, uid))];
        return DicomValue.Write<string>(element.Tag, element.ValueRepresentation, uids, dataset);
    }

    // Times stay as they are: days move, hours do not.
    private static DicomElement Shifted(DicomElement element, DicomDataset dataset, int days)
    {
        var vr = element.ValueRepresentation;
        if (vr == DicomVR.TM) return element;
        string[] moved = [.. DicomValue.Strings(element, dataset).Select(text => Moved(text, vr, days))];
        return DicomValue.Write<string>(element.Tag, vr, moved, dataset);
    }

    private static string Moved(string text, DicomVR vr, int days) =>
        text.Length >= 8 && (vr == DicomVR.DT || text.Length == 8)
            && DateOnly.TryParseExact(text.AsSpan(0, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.DayNumber > days
            ? date.AddDays(-days).ToString("yyyyMMdd", CultureInfo.InvariantCulture) + text[8..]
            : "";

    private static DicomElement Capped(DicomElement element, DicomDataset dataset)
    {
        if (element.Tag != DicomTag.PatientAge || dataset.GetStringOrDefault(DicomTag.PatientAge) is not { Length: 4 } age) return element;
        return age[3] == 'Y' && string.CompareOrdinal(age, "089Y") > 0
            ? DicomValue.Write<string>(element.Tag, element.ValueRepresentation, ["090Y"], dataset)
            : element;
    }

    private void State(DicomDataset clean)
    {
        List<DicomCode> methods = [DicomCode.Dcm("113100", "Basic Application Confidentiality Profile")];
        if (options.Dates == DateTreatment.ShiftedPerPatient) methods.Add(DicomCode.Dcm("113107", "Retain Longitudinal Temporal Information Modified Dates Option"));
        if (options.KeepsPatientCharacteristics) methods.Add(DicomCode.Dcm("113108", "Retain Patient Characteristics Option"));
        clean.Put("PatientIdentityRemoved", "YES").Put("DeidentificationMethod", "DICOM PS3.15 E.1 basic profile")
            .PutItems("DeidentificationMethodCodeSequence", methods.Select(method => method.ToItem()))
            .Put("LongitudinalTemporalInformationModified", options.Dates == DateTreatment.ShiftedPerPatient ? "MODIFIED" : "REMOVED");
    }
}
