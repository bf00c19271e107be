using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Data;
using XrayPortal.Imaging;

namespace XrayPortal.Api;

internal static class ApiSlice
{
    public const string BasePath = "/api/v1";

    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddProblemDetails();
        services.AddOpenApi("v1", o => o.ShouldInclude = d => d.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true);
        return services;
    }

    /// <summary>The group that every slice maps its calls into; whatever lies under <c>/api</c> and is unknown is a problem, not a page.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.Map("/api/{**rest}", () => Problems.From(ApiRefusals.NoSuchCall))
            .RequireAuthorization(Policies.SignedIn).ExcludeFromDescription();
        return app.MapGroup(BasePath).DisableAntiforgery();
    }

    public static void MapOperations(this IEndpointRouteBuilder app)
    {
    }
}

internal static class ApiRefusals
{
    public static readonly Refusal NoSuchCall = new(
        "api.no-such-call", RefusalKind.NotFound, "There is no such call. The document at /openapi/v1.json lists them all.");
}
