using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;
using XrayPortal.Accounts;
using XrayPortal.Films;
using Xunit;
using static XrayPortal.Tests.Films.FilmPortal;

namespace XrayPortal.Tests.Films;

public sealed class FilmEndpointTests(FilmPortal portal) : IClassFixture<FilmPortal>
{
    [Theory]
    [InlineData("image.png")]
    [InlineData("overlay.png?opacity=0.7")]
    [InlineData("map.png")]
    public async Task Picture_DoneFilm_IsAPngOfTheFilmsSizeForTheReaderAlone(string picture)
    {
        using var client = await portal.Host.ClientAsync(Roles.Clinician);
        var id = await DoneAsync(31);

        using var answer = await client.GetAsync(Path(id, picture));

        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.Private);
        using var bitmap = SKBitmap.Decode(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal((96, 96), (bitmap.Width, bitmap.Height));
        Assert.Contains(await portal.Host.AuditOfAsync(id), e => e.Action == "film.downloaded" && e.ActorName == "test-clinician");
    }

    [Fact]
    public async Task Picture_BrowserHasIt_IsNotSentAgain()
    {
        using var client = await portal.Host.ClientAsync(Roles.Clinician);
        var id = await DoneAsync(32);
        using var first = await client.GetAsync(Path(id, "image.png"));
        using var request = new HttpRequestMessage(HttpMethod.Get, Path(id, "image.png"));
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var again = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Theory]
    [InlineData("overlay.png?opacity=2", HttpStatusCode.BadRequest, "film.opacity")]
    [InlineData("overlay.png?opacity=thick", HttpStatusCode.BadRequest, "film.opacity")]
    public async Task Overlay_BadOpacity_IsRefused(string picture, HttpStatusCode status, string code)
    {
        using var client = await portal.Host.ClientAsync(Roles.Clinician);

        using var answer = await client.GetAsync(Path(await DoneAsync(33), picture));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Map_NotAssessedFilm_IsRefused()
    {
        using var radiologist = await portal.Host.ClientAsync(Roles.Radiologist);
        var id = await UploadAsync(radiologist, Stripes(seed: 9));
        await FinishedAsync(radiologist, id);

        using var answer = await radiologist.GetAsync(Path(id, "map.png"));

        Assert.Equal("film.no-result", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Pixels_EightBitFilm_AreTheFilmsGreys()
    {
        using var client = await portal.Host.ClientAsync(Roles.Clinician);
        var id = await DoneAsync(34);

        using var answer = await client.GetAsync(Path(id, "pixels"));

        Assert.Equal("1", answer.Headers.GetValues("X-Bytes-Per-Pixel").Single());
        using var picture = SKBitmap.Decode(await client.GetByteArrayAsync(Path(id, "image.png")));
        var greys = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(96 * 96, greys.Length);
        Assert.Equal(picture.GetPixel(40, 50).Red, greys[(50 * 96) + 40]);
    }

    [Fact]
    public async Task Thumbnail_Twice_ComesFromDiskTheSecondTime()
    {
        using var client = await portal.Host.ClientAsync(Roles.Clinician);
        var id = await DoneAsync(35);

        var first = await client.GetByteArrayAsync(Path(id, "thumbnail.png"));
        var again = await client.GetByteArrayAsync(Path(id, "thumbnail.png"));

        Assert.Equal(first, again);
        Assert.Empty(Directory.EnumerateFiles(System.IO.Path.Combine(portal.Host.DataRoot, "tmp"), "*.film"));
    }

    [Fact]
    public async Task Get_DoneFilm_RecordsWhoSawItAndWaitingOnesDoNot()
    {
        using var client = await portal.Host.ClientAsync(Roles.Clinician);
        var waiting = await portal.AddAsync(seed: 36);
        var done = await portal.AddDoneAsync(seed: 37);

        await client.GetStringAsync(Path(waiting.Id, ""));
        await client.GetStringAsync(Path(done.Id, ""));

        Assert.Empty(await portal.Host.AuditOfAsync(waiting.Id));
        Assert.Equal("film.viewed", Assert.Single(await portal.Host.AuditOfAsync(done.Id)).Action);
    }

    [Fact]
    public async Task Get_Unknown_Is404()
    {
        using var client = await portal.Host.ClientAsync(Roles.Clinician);

        using var answer = await client.GetAsync(Path(Guid.CreateVersion7(), ""));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("film.not-found", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task List_ByCursor_NeitherRepeatsNorMisses()
    {
        await using var own = new FilmPortal();
        await own.InitializeAsync();
        for (var i = 0; i < 7; i++) await own.AddDoneAsync(seed: i / 2); // pairs share an instant
        using var client = await own.Host.ClientAsync(Roles.Clinician);
        var seen = new List<Guid>();
        string? cursor = null;

        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/films?limit=2&cursor={cursor}", UriKind.Relative));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(f => f.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Equal(7, seen.Count);
        Assert.Equal(7, seen.Distinct().Count());
    }

    [Theory]
    [InlineData("state=asleep", "worklist.bad-filter")]
    [InlineData("call=perhaps", "worklist.bad-filter")]
    [InlineData("limit=0", "worklist.bad-limit")]
    [InlineData("cursor=nonsense!", "worklist.bad-cursor")]
    public async Task List_BadFilter_IsRefused(string query, string code)
    {
        using var client = await portal.Host.ClientAsync(Roles.Clinician);

        using var answer = await client.GetAsync(new Uri($"/api/v1/films?{query}", UriKind.Relative));

        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Upload_SameIdempotencyKey_GivesTheFirstAnswerAgain()
    {
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "one");
        var films = new Uri("/api/v1/films", UriKind.Relative);

        using var first = await client.PostAsync(films, Form(("film.png", Png(0.3, seed: 38))));
        using var again = await client.PostAsync(films, Form(("film.png", Png(0.3, seed: 38))));

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(first.Headers.Location, again.Headers.Location);
    }

    [Fact]
    public async Task Upload_RefusedUnderAKey_IsTriedAgain()
    {
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "two");
        var films = new Uri("/api/v1/films", UriKind.Relative);
        using var refused = await client.PostAsync(films, Form(("film.png", "hello"u8.ToArray())));

        using var taken = await client.PostAsync(films, Form(("film.png", Png(0.3, seed: 39))));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
    }

    private static Uri Path(Guid id, string what) => new($"/api/v1/films/{id}/{what}".TrimEnd('/'), UriKind.Relative);

    private async Task<Guid> DoneAsync(int seed)
    {
        using var radiologist = await portal.Host.ClientAsync(Roles.Radiologist);
        var id = await UploadAsync(radiologist, Png(0.8, seed));
        await FinishedAsync(radiologist, id);
        return id;
    }
}
