using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace XrayPortal.Accounts;

/// <summary>Bounds tries to sign in from one address; the lockout bounds tries on one account.</summary>
internal static class SignInLimit
{
    public const string Policy = "sign-in";

    public static void AddSignInLimit(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = async (context, cancellationToken) => await context.HttpContext.Response.WriteAsync(
            "Too many tries to sign in from this address. Wait a minute.", cancellationToken);
        limiter.AddPolicy(Policy, context =>
        {
            if (!HttpMethods.IsPost(context.Request.Method)) return RateLimitPartition.GetNoLimiter(string.Empty);
            var perMinute = context.RequestServices.GetRequiredService<IOptions<AccountsOptions>>().Value.SignInsPerMinute;
            return RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? string.Empty,
                _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) });
        });
    });
}
