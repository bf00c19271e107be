using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using XrayPortal.Accounts;
using XrayPortal.Api;

namespace XrayPortal.Pacs;

/// <summary>What to look for: a patient or an accession number, a span of days, or both.</summary>
internal sealed record SearchDraft(string? Patient, string? Accession, DateOnly? From, DateOnly? To);

/// <param name="Study">Study Instance UID.</param>
internal sealed record PullDraft(string? Study);

/// <summary>What became of one image of a study.</summary>
internal sealed record PulledView(string SopInstanceUid, Guid? Film, bool Known, string? Code, string? Reason)
{
    public static PulledView Of(PulledImage image) => new(image.SopInstanceUid, image.FilmId, image.Known, image.Refusal?.Code, image.Refusal?.Sentence);
}

internal static class PullEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        // Posted: what is looked for must not stand in an address.
        var archives = api.MapGroup("/archives/{archive}").WithTags("Archives").RequireAuthorization(Policies.MayUpload).ProducesProblem(400).ProducesProblem(404);
        archives.MapPost("/search", SearchAsync).RequireAuthorization(Policies.MayUpload);
        archives.MapPost("/pull", PullAsync).RequireAuthorization(Policies.MayUpload).ProducesProblem(409);
    }

    private static async Task<Results<Ok<IReadOnlyList<ArchiveStudy>>, ProblemHttpResult>> SearchAsync(
        string archive, SearchDraft draft, ClaimsPrincipal user, PullService pulls, CancellationToken cancellationToken)
    {
        var query = ArchiveQuery.Parse(draft.Patient, draft.Accession, draft.From, draft.To);
        if (query.IsRefused) return Problems.From(query.Refusal);
        var found = await pulls.SearchAsync(archive, query.Value, Reader.From(user), cancellationToken);
        return found.Match<Results<Ok<IReadOnlyList<ArchiveStudy>>, ProblemHttpResult>>(studies => TypedResults.Ok(studies), refusal => Problems.From(refusal));
    }

    private static async Task<Results<Ok<IReadOnlyList<PulledView>>, ProblemHttpResult>> PullAsync(
        string archive, PullDraft draft, ClaimsPrincipal user, PullService pulls, CancellationToken cancellationToken)
    {
        var pulled = await pulls.PullAsync(archive, draft.Study, Reader.From(user), cancellationToken);
        return pulled.Match<Results<Ok<IReadOnlyList<PulledView>>, ProblemHttpResult>>(
            images => TypedResults.Ok<IReadOnlyList<PulledView>>([.. images.Select(PulledView.Of)]), refusal => Problems.From(refusal));
    }
}
