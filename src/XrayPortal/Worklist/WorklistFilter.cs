using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Worklist;

/// <summary>Which films a person wants to see.</summary>
/// <param name="Call">The call of the newest result; only films that are done have one.</param>
/// <param name="Text">Part of the patient reference, accession number or file name.</param>
/// <param name="UploadedById">Only what this person sent in.</param>
public sealed record WorklistFilter(FilmState? State = null, Call? Call = null, string? Text = null, Guid? UploadedById = null)
{
    private const int MaxText = 100;

    public bool IsEmpty => this == new WorklistFilter();

    /// <summary>Reads the filters of the API; empty means any.</summary>
    public static Result<WorklistFilter> Parse(string? state, string? call, string? text)
    {
        var knownState = KebabEnum.Parse<FilmState>(state);
        if (!string.IsNullOrEmpty(state) && knownState is null) return WorklistRefusals.BadFilter;
        var knownCall = ParseCall(call);
        if (!string.IsNullOrEmpty(call) && knownCall is null) return WorklistRefusals.BadFilter;
        if (text is { Length: > MaxText }) return WorklistRefusals.BadFilter;
        return new WorklistFilter(knownState, knownCall, string.IsNullOrWhiteSpace(text) ? null : text.Trim());
    }

    // By its short name or by its sentence.
    private static Call? ParseCall(string? text) =>
        KebabEnum.Parse<Call>(text) ?? Enum.GetValues<Call>().Cast<Call?>().FirstOrDefault(c => Wording.Of(c!.Value) == text);
}
