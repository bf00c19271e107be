using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using XrayPortal.Accounts;
using XrayPortal.Api;

namespace XrayPortal.Deidentification;

internal static class ExportEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var films = api.MapGroup("/films/{filmId:guid}").WithTags("Films");
        films.MapGet("/dicom", ExportAsync).RequireAuthorization(Policies.MayFetchDicom).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        films.MapPut("/clearance", (Guid filmId, ClaimsPrincipal user, FilmExport export, CancellationToken cancellationToken) =>
            ClearAsync(filmId, true, user, export, cancellationToken)).RequireAuthorization(Policies.MayFlag).ProducesProblem(404);
        films.MapDelete("/clearance", (Guid filmId, ClaimsPrincipal user, FilmExport export, CancellationToken cancellationToken) =>
            ClearAsync(filmId, false, user, export, cancellationToken)).RequireAuthorization(Policies.MayFlag).ProducesProblem(404);
    }

    /// <param name="deidentified">Without a word: true.</param>
    private static async Task<IResult> ExportAsync(
        Guid filmId, string? deidentified, HttpResponse response, ClaimsPrincipal user, FilmExport export, CancellationToken cancellationToken)
    {
        if (!bool.TryParse(deidentified ?? "true", out var withoutIdentity)) return Problems.From(DeidentificationRefusals.Flag);
        var file = await export.ExportAsync(filmId, withoutIdentity, Reader.From(user), cancellationToken);
        response.Headers.CacheControl = "no-store";
        return file.Match<IResult>(bytes => TypedResults.File(bytes, "application/dicom", $"{filmId:N}.dcm"), refusal => Problems.From(refusal));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ClearAsync(
        Guid filmId, bool isCleared, ClaimsPrincipal user, FilmExport export, CancellationToken cancellationToken) =>
        await export.ClearAsync(filmId, isCleared, Reader.From(user), cancellationToken) is { } refusal ? Problems.From(refusal) : TypedResults.NoContent();
}
