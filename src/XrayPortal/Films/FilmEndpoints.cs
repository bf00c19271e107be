using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using XrayPortal.Accounts;
using XrayPortal.Api;
using XrayPortal.Audit;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Worklist;

namespace XrayPortal.Films;

internal static class FilmEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var films = api.MapGroup("/films").WithTags("Films");
        films.MapPost("", UploadAsync).RequireAuthorization(Policies.MayUpload).DisableAntiforgery()
            .WithMetadata(new Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute()) // each file has its own limit
            .AddOpenApiOperationTransformer(DescribeUpload) // Accepts() would let routing answer other content types, without our code
            .Produces<IReadOnlyList<UploadView>>(StatusCodes.Status202Accepted).ProducesProblem(400).ProducesProblem(413).ProducesProblem(415);
        films.MapGet("", ListAsync).RequireAuthorization(Policies.MayRead).ProducesProblem(400);
        films.MapGet("/{id:guid}", GetAsync).RequireAuthorization(Policies.MayRead).ProducesProblem(404);
        films.MapGet("/{id:guid}/events", EventsAsync).RequireAuthorization(Policies.MayRead).ProducesProblem(404);
        MapPictures(films);
    }

    private static void MapPictures(RouteGroupBuilder films)
    {
        films.MapGet("/{id:guid}/image.png", ImageAsync).RequireAuthorization(Policies.MayRead).ProducesProblem(404);
        films.MapGet("/{id:guid}/overlay.png", OverlayAsync).RequireAuthorization(Policies.MayRead).ProducesProblem(400).ProducesProblem(404);
        films.MapGet("/{id:guid}/map.png", MapAsync).RequireAuthorization(Policies.MayRead).ProducesProblem(404);

        // For our own pages: not part of the API's promise.
        films.MapGet("/{id:guid}/thumbnail.png", ThumbnailAsync).RequireAuthorization(Policies.MayRead).ExcludeFromDescription();
        films.MapGet("/{id:guid}/pixels", PixelsAsync).RequireAuthorization(Policies.MayRead).ExcludeFromDescription();
        films.MapGet("/{id:guid}/evidence", EvidenceAsync).RequireAuthorization(Policies.MayRead).ExcludeFromDescription();
    }

    private static async Task<IResult> UploadAsync(
        HttpRequest request, ClaimsPrincipal user, FilmUpload upload, CancellationToken cancellationToken)
    {
        var outcomes = await upload.ReceiveAsync(request, Reader.From(user), cancellationToken);
        if (outcomes.IsRefused) return Problems.From(outcomes.Refusal);
        if (outcomes.Value is [{ Result.Refusal: { } refusal }]) return Problems.From(refusal);
        var views = outcomes.Value.Select(UploadView.Of).ToList();
        var location = views.Find(v => v.Links is not null)?.Links?.Self;
        return TypedResults.Accepted(location, views);
    }

    private static Task DescribeUpload(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        static OpenApiSchema Text(string says, string? format = null) =>
            new() { Type = JsonSchemaType.String, Description = says, Format = format };

        operation.Summary = "Sends films in; each is queued and scored.";
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["multipart/form-data"] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Properties = new Dictionary<string, IOpenApiSchema>
                        {
                            ["file"] = Text("PNG, JPEG or DICOM; may be there many times.", "binary"),
                            ["patient"] = Text("Reference of the patient, at most 64 characters."),
                            ["age"] = Text("Age in years, 0 to 130."),
                            ["sex"] = Text("F, M or O."),
                            ["view"] = Text("PA, AP, LL or RL."),
                        },
                        Required = new HashSet<string> { "file" },
                    },
                },
            },
        };
        return Task.CompletedTask;
    }

    private static async Task<Results<Ok<WorklistAnswer>, ProblemHttpResult>> ListAsync(
        WorklistSearch worklist, string? state, string? call, string? q, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var filter = WorklistFilter.Parse(state, call, q);
        if (filter.IsRefused) return Problems.From(filter.Refusal);
        var page = await worklist.AfterAsync(filter.Value, cursor, limit ?? 50, cancellationToken);
        return page.Match<Results<Ok<WorklistAnswer>, ProblemHttpResult>>(
            answer => TypedResults.Ok(answer), refusal => Problems.From(refusal));
    }

    private static async Task<Results<Ok<FilmView>, ProblemHttpResult>> GetAsync(
        Guid id, ClaimsPrincipal user, FilmReading reading, CancellationToken cancellationToken)
    {
        var opened = await reading.OpenAsync(id, Reader.From(user), cancellationToken);
        return opened.Match<Results<Ok<FilmView>, ProblemHttpResult>>(
            record => TypedResults.Ok(FilmView.Of(
                record.Film, record.Film.State == FilmState.Done ? record.Results : [], record.Flags)),
            refusal => Problems.From(refusal));
    }

    private static async Task<Results<Ok<IReadOnlyList<FilmEventView>>, ProblemHttpResult>> EventsAsync(
        Guid id, FilmReading reading, CancellationToken cancellationToken)
    {
        var history = await reading.HistoryAsync(id, cancellationToken);
        return history.Match<Results<Ok<IReadOnlyList<FilmEventView>>, ProblemHttpResult>>(
            events => TypedResults.Ok(events), refusal => Problems.From(refusal));
    }

    /// <param name="window">Which of the file's own windows and tables, from 0; beyond the last: the last.</param>
    /// <param name="overlays">Whether the file's overlays are drawn on top.</param>
    private static async Task<IResult> ImageAsync(
        Guid id, string? window, string? overlays, ClaimsPrincipal user, PictureDesk desk, FilmPictures pictures, CancellationToken cancellationToken)
    {
        var wanted = Presentation(window, overlays);
        if (wanted.IsRefused) return Problems.From(wanted.Refusal);
        return await desk.GiveAsync(
            id, user, "image.png", r => $"{r.Film.Sha256}-{wanted.Value.Choice}-{wanted.Value.WithOverlays}", (r, c) => pictures.ImageAsync(r.Film, wanted.Value, c), cancellationToken);
    }

    private static Result<FilmPresentation> Presentation(string? window, string? overlays)
    {
        if (!int.TryParse(window ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var choice) || choice > 63 || !bool.TryParse(overlays ?? "false", out var with))
            return FilmRefusals.Presentation;
        return new FilmPresentation { Choice = choice, WithOverlays = with };
    }

    private static async Task<IResult> OverlayAsync(
        Guid id, string? opacity, ClaimsPrincipal user, PictureDesk desk, FilmPictures pictures, CancellationToken cancellationToken)
    {
        if (!double.TryParse(opacity ?? "0.5", NumberStyles.Float, CultureInfo.InvariantCulture, out var share) || share is not (>= 0 and <= 1))
            return Problems.From(FilmRefusals.Opacity);
        return await desk.GiveOfResultAsync(
            id, user, "overlay.png", $"{share:0.###}", (r, result, c) => pictures.OverlayAsync(r.Film, result, share, c), cancellationToken);
    }

    private static Task<IResult> MapAsync(
        Guid id, ClaimsPrincipal user, PictureDesk desk, FilmPictures pictures, CancellationToken cancellationToken) =>
        desk.GiveOfResultAsync(
            id, user, "map.png", "map", async (r, result, c) => await pictures.MapAsync(r.Film, result, c), cancellationToken);

    private static Task<IResult> ThumbnailAsync(
        Guid id, ClaimsPrincipal user, PictureDesk desk, FilmPictures pictures, CancellationToken cancellationToken) =>
        desk.GiveAsync(id, user, null, r => "t" + r.Film.Sha256, (r, c) => pictures.ThumbnailAsync(r.Film, c), cancellationToken);

    private static async Task<IResult> PixelsAsync(
        Guid id, string? window, string? overlays, ClaimsPrincipal user, HttpResponse response, FilmReading reading, FilmPictures pictures, AuditTrail audit,
        CancellationToken cancellationToken)
    {
        var wanted = Presentation(window, overlays);
        if (wanted.IsRefused) return Problems.From(wanted.Refusal);
        var found = await reading.FindAsync(id, cancellationToken);
        if (found.IsRefused) return Problems.From(found.Refusal);
        var pixels = await pictures.ViewerAsync(found.Value.Film, wanted.Value, cancellationToken);
        if (pixels.IsRefused) return Problems.From(pixels.Refusal);
        await audit.RecordAsync(
            Reader.From(user), FilmEvents.DownloadedAction, FilmEvents.Subject, id.ToString(), Outcomes.Done, "viewer", cancellationToken);
        response.Headers["X-Width"] = pixels.Value.Width.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-Height"] = pixels.Value.Height.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-Bytes-Per-Pixel"] = pixels.Value.BytesPerPixel.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-Presentations"] = Uri.EscapeDataString(JsonSerializer.Serialize(pixels.Value.Presentations)); // names are any text, headers are not
        response.Headers["X-Overlays"] = pixels.Value.HasOverlays ? "true" : "false";
        response.Headers.CacheControl = PictureDesk.Privately;
        return TypedResults.Bytes(pixels.Value.Values, "application/octet-stream");
    }

    /// <summary>The map's values, float32 little endian, for the viewer.</summary>
    private static async Task<IResult> EvidenceAsync(
        Guid id, HttpResponse response, FilmReading reading, CancellationToken cancellationToken)
    {
        var found = await reading.FindAsync(id, cancellationToken);
        if (found.IsRefused) return Problems.From(found.Refusal);
        if (found.Value.Result is not { } result) return Problems.From(FilmRefusals.NoResult);
        response.Headers["X-Width"] = result.CamWidth.ToString(CultureInfo.InvariantCulture);
        response.Headers["X-Height"] = result.CamHeight.ToString(CultureInfo.InvariantCulture);
        response.Headers.CacheControl = "private, no-cache"; // a newer model version gives another map
        return TypedResults.Bytes(result.Cam, "application/octet-stream");
    }
}

/// <summary>Gives pictures out: finds the film, answers "you have it" where the browser does, records what was given.</summary>
internal sealed class PictureDesk(FilmReading reading, AuditTrail audit)
{
    public const string Privately = "private, max-age=86400";

    public async Task<IResult> GiveAsync(
        Guid id, ClaimsPrincipal user, string? auditedAs, Func<FilmRecord, string> tag,
        Func<FilmRecord, CancellationToken, Task<Result<byte[]>>> draw, CancellationToken cancellationToken)
    {
        var found = await reading.FindAsync(id, cancellationToken);
        if (found.IsRefused) return Problems.From(found.Refusal);
        var picture = await draw(found.Value, cancellationToken);
        if (picture.IsRefused) return Problems.From(picture.Refusal);
        if (auditedAs is not null)
        {
            await audit.RecordAsync(
                Reader.From(user), FilmEvents.DownloadedAction, FilmEvents.Subject, id.ToString(), Outcomes.Done, auditedAs, cancellationToken);
        }

        return new Picture(picture.Value, tag(found.Value));
    }

    public Task<IResult> GiveOfResultAsync(
        Guid id, ClaimsPrincipal user, string auditedAs, string variant,
        Func<FilmRecord, FilmResult, CancellationToken, Task<Result<byte[]>>> draw, CancellationToken cancellationToken) =>
        GiveAsync(
            id, user, auditedAs, record => $"{record.Result?.Id:N}-{variant}",
            async (record, token) => record.Result is { } result ? await draw(record, result, token) : FilmRefusals.NoResult,
            cancellationToken);

    /// <summary>A PNG that only this person's browser may keep.</summary>
    private sealed class Picture(byte[] png, string tag) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = Privately;
            var file = TypedResults.File(png, "image/png", entityTag: new EntityTagHeaderValue($"\"{tag}\""));
            return file.ExecuteAsync(httpContext);
        }
    }
}
