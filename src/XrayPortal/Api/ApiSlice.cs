using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using XrayPortal.Imaging;

namespace XrayPortal.Api;

internal static class ApiSlice
{
    public const string BasePath = "/api/v1";

    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddProblemDetails(o => o.CustomizeProblemDetails = c => Complete(c.ProblemDetails));
        services.AddOpenApi("v1", o => o.ShouldInclude = d => d.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true);
        return services.AddOperations(configuration);
    }

    /// <summary>The group that every slice maps its calls into.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        return app.MapGroup(BasePath).DisableAntiforgery().AddEndpointFilter<IdempotencyFilter>()
            .ProducesProblem(StatusCodes.Status401Unauthorized);
    }

    /// <summary>Whether a program asks, to whom a redirect to a sign-in page says nothing.</summary>
    public static bool IsCall(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments(DicomWeb.DicomWebSlice.BasePath, StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// A call that changes something and is signed in by cookie must bring a header that no form of a foreign page can send;
    /// our own scripts send <c>X-Requested-With: XrayPortal</c>. Calls with a token need none.
    /// </summary>
    public static void UseSameOriginCalls(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var safe = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (safe || !IsCall(context.Request) || context.User.Identity?.AuthenticationType != IdentityConstants.ApplicationScheme
            || context.Request.Headers.ContainsKey("X-Requested-With"))
            await next(context);
        else
            await Problems.From(ApiRefusals.NoRequestHeader).ExecuteAsync(context);
    });

    // The framework's own answers (404, 405, 415, 500) carry a code, too.
    private static void Complete(ProblemDetails problem)
    {
        if (problem.Status is StatusCodes.Status404NotFound && !problem.Extensions.ContainsKey("code"))
            (problem.Detail, problem.Extensions["code"]) = (ApiRefusals.NoSuchCall.Sentence, ApiRefusals.NoSuchCall.Code);
        problem.Extensions.TryAdd("code", $"http.{problem.Status}");
    }
}

internal static class ApiRefusals
{
    public static readonly Refusal NoSuchCall = new(
        "api.no-such-call", RefusalKind.NotFound, "There is no such call. The document at /openapi/v1.json lists them all.");

    public static readonly Refusal NoRequestHeader = new(
        "api.no-request-header", RefusalKind.Invalid,
        "A call that is signed in by cookie and changes something needs the header X-Requested-With: XrayPortal.");
}
