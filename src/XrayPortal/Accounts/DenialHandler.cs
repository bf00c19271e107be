using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using XrayPortal.Api;
using XrayPortal.Audit;
using XrayPortal.Imaging;

namespace XrayPortal.Accounts;

/// <summary>A no to somebody who is signed in goes to the audit trail; calls of the API get a problem, never a redirect.</summary>
internal sealed class DenialHandler(AuditTrail trail) : IAuthorizationMiddlewareResultHandler
{
    private static readonly AuthorizationMiddlewareResultHandler pages = new();

    private static readonly Refusal outsideRole = new(
        "access.denied", RefusalKind.Forbidden, "Your role does not allow this call. An administrator can change your roles.");

    public async Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden)
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? context.Request.Path;
            await trail.RecordAsync(
                Reader.TryFrom(context.User), "access.denied", "endpoint", $"{context.Request.Method} {route}", Outcomes.Refused,
                "outside the role", context.RequestAborted);
        }

        if (authorizeResult.Succeeded || !ApiSlice.IsCall(context.Request))
            await pages.HandleAsync(next, context, policy, authorizeResult);
        else if (authorizeResult.Forbidden)
            await Problems.From(outsideRole).ExecuteAsync(context);
        else
            await ChallengeAsync(context);
    }

    private static Task ChallengeAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem(
            detail: "Sign in, or send a personal access token that is neither expired nor revoked.",
            statusCode: StatusCodes.Status401Unauthorized, title: "Not signed in",
            extensions: new Dictionary<string, object?> { ["code"] = "access.not-signed-in" }).ExecuteAsync(context);
    }
}
