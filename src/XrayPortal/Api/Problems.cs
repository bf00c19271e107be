using Microsoft.AspNetCore.Http.HttpResults;
using XrayPortal.Imaging;

namespace XrayPortal.Api;

/// <summary>The one place where a refusal becomes an HTTP answer: problem details with its stable <c>code</c>.</summary>
public static class Problems
{
    public static ProblemHttpResult From(Refusal refusal) => TypedResults.Problem(
        detail: refusal.Sentence,
        statusCode: Status(refusal.Kind),
        title: Title(refusal.Kind),
        extensions: new Dictionary<string, object?> { ["code"] = refusal.Code });

    public static int Status(RefusalKind kind) => kind switch
    {
        RefusalKind.Invalid => StatusCodes.Status400BadRequest,
        RefusalKind.Unsupported => StatusCodes.Status415UnsupportedMediaType,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        RefusalKind.NotAcceptable => StatusCodes.Status406NotAcceptable,
    };

    private static string Title(RefusalKind kind) => kind switch
    {
        RefusalKind.Invalid => "Not valid",
        RefusalKind.Unsupported => "Not supported",
        RefusalKind.TooLarge => "Too large",
        RefusalKind.NotFound => "Not found",
        RefusalKind.Conflict => "Conflict",
        RefusalKind.Forbidden => "Not allowed",
        RefusalKind.Unavailable => "Not available now",
        RefusalKind.NotAcceptable => "Not acceptable",
    };
}
