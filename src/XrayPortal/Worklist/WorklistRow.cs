using XrayPortal.Data;
using XrayPortal.Films;

namespace XrayPortal.Worklist;

/// <summary>One film in the list.</summary>
public sealed record WorklistRow
{
    public required Guid Id { get; init; }

    public required string FileName { get; init; }

    public required string Sha256 { get; init; }

    public string? PatientReference { get; init; }

    public double? AgeYears { get; init; }

    public string? Sex { get; init; }

    public string? View { get; init; }

    public required DateTimeOffset UploadedAt { get; init; }

    public required string UploadedByName { get; init; }

    public required FilmState State { get; init; }

    public string? ReasonCode { get; init; }

    public string? ReasonSentence { get; init; }

    public required bool Synthetic { get; init; }

    /// <summary>Of the newest result; null unless the film is done.</summary>
    public string? Call { get; init; }

    public double? Probability { get; init; }

    public string? ModelVersion { get; init; }

    public required int Agrees { get; init; }

    public required int Disagrees { get; init; }
}

/// <summary>The list as the API answers it.</summary>
/// <param name="Next">Give this as <c>cursor</c> for what follows; null at the end.</param>
internal sealed record WorklistAnswer(IReadOnlyList<WorklistItem> Items, string? Next);

internal sealed record WorklistItem(
    Guid Id, string File, string State, string? Reason, string? Patient, double? Age, string? Sex, string? View, bool Synthetic,
    DateTimeOffset UploadedAt, string UploadedBy, string? Call, double? Probability, string? ModelVersion, int Agrees, int Disagrees,
    FilmLinks Links)
{
    public static WorklistItem Of(WorklistRow row) => new(
        row.Id, row.FileName, KebabEnum.Text(row.State), row.ReasonCode, row.PatientReference, row.AgeYears, row.Sex, row.View,
        row.Synthetic, row.UploadedAt, row.UploadedByName, row.Call, row.Probability, row.ModelVersion, row.Agrees, row.Disagrees,
        FilmLinks.Of(row.Id));
}
