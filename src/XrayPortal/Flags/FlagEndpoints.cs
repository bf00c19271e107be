using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using XrayPortal.Accounts;
using XrayPortal.Api;

namespace XrayPortal.Flags;

internal static class FlagEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var flags = api.MapGroup("/films/{filmId:guid}/flags").WithTags("Flags");
        flags.MapPost("", RaiseAsync).RequireAuthorization(Policies.MayFlag)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        flags.MapDelete("/{flagId:guid}", WithdrawAsync).RequireAuthorization(Policies.MayFlag)
            .ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<Results<Created<FlagView>, ProblemHttpResult>> RaiseAsync(
        Guid filmId, FlagDraft draft, ClaimsPrincipal user, FlagService flags, CancellationToken cancellationToken)
    {
        var result = await flags.RaiseAsync(filmId, draft, Reader.From(user), cancellationToken);
        return result.Match<Results<Created<FlagView>, ProblemHttpResult>>(
            flag => TypedResults.Created($"/api/v1/films/{filmId}/flags/{flag.Id}", FlagView.From(flag)),
            refusal => Problems.From(refusal)); // kind gives the status, body carries the code
    }

    private static async Task<Results<Ok<FlagView>, ProblemHttpResult>> WithdrawAsync(
        Guid filmId, Guid flagId, ClaimsPrincipal user, FlagService flags, CancellationToken cancellationToken)
    {
        var result = await flags.WithdrawAsync(filmId, flagId, Reader.From(user), cancellationToken);
        return result.Match<Results<Ok<FlagView>, ProblemHttpResult>>(
            flag => TypedResults.Ok(FlagView.From(flag)), refusal => Problems.From(refusal));
    }
}
