using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using XrayPortal.Accounts;
using XrayPortal.Api;

namespace XrayPortal.Models;

internal static class ModelEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        // Whoever reads a result may read the label of the model that gave it.
        api.MapGet("/models", (ModelRegistry models) => TypedResults.Ok(models.List().Select(m => ModelLine.From(m, models.Live)).ToList()))
            .RequireAuthorization(Policies.MayRead).WithSummary("Model versions, broken ones with their reason");
        api.MapGet("/models/{name}/{version}", Get)
            .RequireAuthorization(Policies.MayRead).ProducesProblem(404).WithSummary("One model version with figures, limits and card");
        api.MapPost("/models/{name}/{version}/activate", ActivateAsync)
            .RequireAuthorization(Policies.MayAdminister).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Put a model version live");
    }

    private static Results<Ok<ModelView>, ProblemHttpResult> Get(string name, string version, ModelRegistry models) =>
        models.Get(name, version).Match<Results<Ok<ModelView>, ProblemHttpResult>>(
            package => TypedResults.Ok(ModelView.From(package, models.Live)), refusal => Problems.From(refusal));

    private static async Task<Results<Ok<ActivationView>, ProblemHttpResult>> ActivateAsync(
        string name, string version, ActivationRequest request, ClaimsPrincipal user, ModelRegistry models, CancellationToken cancellationToken)
    {
        var result = await models.ActivateAsync(name, version, request.Reason, Reader.From(user), cancellationToken);
        return result.Match<Results<Ok<ActivationView>, ProblemHttpResult>>(
            activation => TypedResults.Ok(ActivationView.From(activation)), refusal => Problems.From(refusal));
    }
}
