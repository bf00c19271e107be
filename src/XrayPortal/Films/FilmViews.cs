using XrayPortal.Data;
using XrayPortal.Flags;
using XrayPortal.Imaging;

namespace XrayPortal.Films;

/// <summary>Addresses of one film.</summary>
internal sealed record FilmLinks(string Self, string Page, string Image, string Overlay, string Map, string Report, string Events, string Flags)
{
    public static FilmLinks Of(Guid id) => new(
        $"/api/v1/films/{id}", $"/films/{id}", $"/api/v1/films/{id}/image.png", $"/api/v1/films/{id}/overlay.png",
        $"/api/v1/films/{id}/map.png", $"/api/v1/films/{id}/report.pdf", $"/api/v1/films/{id}/events", $"/api/v1/films/{id}/flags");
}

/// <summary>One file of an upload as the API answers it: a film, or a refusal.</summary>
internal sealed record UploadView(
    string File, Guid? Id, string? State, bool? Duplicate, FilmLinks? Links, string? Code = null, string? Detail = null)
{
    public static UploadView Of(FilmOutcome outcome) => outcome.Result.Match(
        receipt => new UploadView(
            outcome.File, receipt.Id, KebabEnum.Text(receipt.State), receipt.Duplicate, FilmLinks.Of(receipt.Id)),
        refusal => new UploadView(outcome.File, null, "refused", null, null, refusal.Code, refusal.Sentence));
}

/// <summary>What one model version said.</summary>
internal sealed record ResultView(
    double Probability, double Threshold, string Call, string ModelName, string ModelVersion, string ModelSha256,
    string Device, double Milliseconds, string InputSha256, double Logit, DateTimeOffset ScoredAt)
{
    public static ResultView Of(FilmResult result) => new(
        result.Probability, result.Threshold, result.Call, result.ModelName, result.ModelVersion, result.ModelSha256,
        result.Device, result.Milliseconds, result.InputSha256, result.Logit, result.ScoredAt);
}

internal sealed record FilmView(
    Guid Id, string File, string State, string? Reason, string? ReasonSentence, bool Synthetic, string Format, long Bytes,
    int Width, int Height, string Sha256, string? Patient, double? Age, string? Sex, string? View, string? Modality,
    string? Accession, DateOnly? StudyDate, string UploadedBy, DateTimeOffset UploadedAt, DateTimeOffset? FinishedAt,
    IReadOnlyList<ResultView> Results, IReadOnlyList<FlagView> Flags, FilmLinks Links)
{
    public static FilmView Of(Film film, IEnumerable<FilmResult> results, IEnumerable<Flag> flags) => new(
        film.Id, film.FileName, KebabEnum.Text(film.State), film.ReasonCode, film.ReasonSentence, film.Synthetic,
        KebabEnum.Text(film.Format), film.Bytes, film.Width, film.Height, film.Sha256, film.PatientReference, film.AgeYears,
        film.Sex, film.View, film.Modality, film.Accession, film.StudyDate, film.UploadedByName, film.UploadedAt, film.FinishedAt,
        [.. results.Select(ResultView.Of)], [.. flags.Select(FlagView.From)], FilmLinks.Of(film.Id));
}

/// <summary>One line of a film's history.</summary>
public sealed record FilmEventView(DateTimeOffset At, string Actor, string Action, string Outcome, string Detail);
