namespace XrayPortal.Imaging.Dicom.Deidentification;

/// <summary>Why a person must look at the pixels before an object leaves.</summary>
public enum HoldReason
{
    /// <summary>The object says that text is burned into its picture.</summary>
    BurnedInAnnotation,

    /// <summary>The object says that a person can be recognised in its picture.</summary>
    RecognizableFeatures,

    /// <summary>It is no computed or digital radiograph: screen shots, scans, reports and pictures of ultrasound often show names.</summary>
    OtherKind,
}

/// <summary>What became of an object that was to be de-identified.</summary>
public abstract record DeidentificationOutcome
{
    private DeidentificationOutcome()
    {
    }

    public sealed record Released(DicomFile File) : DeidentificationOutcome;

    public sealed record Held(HoldReason Reason) : DeidentificationOutcome;
}

/// <summary>What becomes of dates.</summary>
public enum DateTreatment
{
    /// <summary>Removed, emptied, or a dummy where the object needs one.</summary>
    Removed,

    /// <summary>Moved by the same number of days for all objects of a patient: what lies between them stays.</summary>
    ShiftedPerPatient,
}

public sealed record DeidentificationOptions
{
    public DateTreatment Dates { get; init; } = DateTreatment.Removed;

    /// <summary>Age (above 89 years as 90), sex and the like stay: a model's population rule needs them.</summary>
    public bool KeepsPatientCharacteristics { get; init; }
}
