namespace XrayPortal.Reports;

/// <summary>Everything a report says; gathered first, then drawn by <see cref="ReportPdf"/> without looking anywhere else.</summary>
public sealed record ReportContent
{
    public required ReportFilm Film { get; init; }

    /// <summary>Null where the film was not assessed: such a report holds no number.</summary>
    public ReportResult? Result { get; init; }

    /// <summary>Why the film was not assessed; said instead of a result.</summary>
    public string? NotAssessedBecause { get; init; }

    /// <summary>Null where the package of the model that scored the film is gone.</summary>
    public ReportLabel? Label { get; init; }

    /// <summary>The latest opinion that was not withdrawn.</summary>
    public ReportOpinion? Opinion { get; init; }

    public required string IssuedTo { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required string PortalVersion { get; init; }
}

/// <param name="Picture">PNG of the film.</param>
/// <param name="Overlay">PNG of the film with the map over it; null where there is no result.</param>
public sealed record ReportFilm(
    Guid Id, string FileName, string Sha256, int Width, int Height, bool Synthetic, byte[] Picture, byte[]? Overlay)
{
    public string? PatientReference { get; init; }

    public double? AgeYears { get; init; }

    public string? Sex { get; init; }

    public string? View { get; init; }

    public string? Modality { get; init; }

    public string? Accession { get; init; }

    public DateOnly? StudyDate { get; init; }

    public required string UploadedBy { get; init; }

    public required DateTimeOffset UploadedAt { get; init; }
}

public sealed record ReportResult(
    string Statement, bool Suggestive, double Probability, double Threshold, string ModelName, string ModelVersion,
    string ModelSha256, string InputSha256, string Device, double Milliseconds, DateTimeOffset ScoredAt);

/// <summary>What is honestly known about a model version.</summary>
/// <param name="Unchecked">Facts of the film that the model's population asks for and nobody gave, in a sentence; null: none.</param>
public sealed record ReportLabel(string Population, string? Unchecked, IReadOnlyList<ReportFigures> Figures, IReadOnlyList<string> Limits);

public sealed record ReportFigures(
    string DataSet, string Population, int Films, int Patients, ReportInterval Auroc, ReportInterval Sensitivity, ReportInterval Specificity);

/// <summary>A value with its 95 % interval.</summary>
public readonly record struct ReportInterval(double Value, double Low, double High)
{
    public override string ToString() => $"{Value:0.000} ({Low:0.000}–{High:0.000})";
}

/// <param name="Supersedes">A disagreement with the very result of this report: it takes the statement's place.</param>
/// <param name="Model">Name and version that the opinion was about.</param>
public sealed record ReportOpinion(
    bool Agrees, bool Supersedes, string? Label, string? Reason, string? Comment, string Reader, string Model, DateTimeOffset At);
