using Microsoft.AspNetCore.Http.HttpResults;
using XrayPortal.Accounts;
using XrayPortal.Api;

namespace XrayPortal.Networks;

internal static class NetworkEndpoints
{
    /// <summary>Where drawn pictures are.</summary>
    public const string Pictures = $"{ApiSlice.BasePath}/networks/pictures";

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/networks/pictures/{id:guid}/{number:int}", Picture)
            .RequireAuthorization(Policies.MayAdminister).ProducesProblem(404).WithSummary("A picture drawn on a network's page a short while ago");

    private static Results<FileContentHttpResult, ProblemHttpResult> Picture(Guid id, int number, DrawnPictures pictures) =>
        pictures.Find(id, number) is { } png ? TypedResults.File(png, "image/png") : Problems.From(NetworkRefusals.NoSuchPicture);
}
