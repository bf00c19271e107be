using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using XrayPortal.Accounts;
using XrayPortal.Api;
using XrayPortal.Data;

namespace XrayPortal.Pacs;

/// <summary>Where a result is to go.</summary>
/// <param name="Archive">Name of an archive in the settings.</param>
internal sealed record TransferDraft(string? Archive);

/// <summary>A result on its way into an archive, or there.</summary>
internal sealed record TransferView(
    Guid Id, string Archive, string State, int Attempts, DateTimeOffset? NextTryAt, string? Reason, string? ReasonSentence, int ObjectsSent,
    string RequestedBy, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt)
{
    public static TransferView Of(Transfer t) => new(
        t.Id, t.Archive, KebabEnum.Text(t.State), t.Attempts, t.NextTryAt, t.ReasonCode, t.ReasonSentence, t.ObjectsSent, t.RequestedByName, t.CreatedAt, t.FinishedAt);
}

internal static class TransferEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var transfers = api.MapGroup("/films/{filmId:guid}/transfers").WithTags("Archives");
        transfers.MapPost("", RequestAsync).RequireAuthorization(Policies.MayUpload).ProducesProblem(404).ProducesProblem(409);
        transfers.MapGet("", ListAsync).RequireAuthorization(Policies.MayRead);
    }

    private static async Task<Results<Accepted<TransferView>, ProblemHttpResult>> RequestAsync(
        Guid filmId, TransferDraft draft, ClaimsPrincipal user, TransferService transfers, CancellationToken cancellationToken)
    {
        var result = await transfers.RequestAsync(filmId, draft.Archive, Reader.From(user), cancellationToken);
        return result.Match<Results<Accepted<TransferView>, ProblemHttpResult>>(
            transfer => TypedResults.Accepted($"/api/v1/films/{filmId}/transfers", TransferView.Of(transfer)), refusal => Problems.From(refusal));
    }

    private static async Task<Ok<IReadOnlyList<TransferView>>> ListAsync(Guid filmId, TransferService transfers, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<TransferView>>([.. (await transfers.ListAsync(filmId, cancellationToken)).Select(TransferView.Of)]);
}
