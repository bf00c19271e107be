using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Films;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Inference.Packages;
using Xunit;
using static XrayPortal.Tests.Films.FilmPortal;

namespace XrayPortal.Tests.Films;

public sealed class FilmScoringTests(FilmPortal portal) : IClassFixture<FilmPortal>
{
    [Fact]
    public async Task Score_DarkFilm_FindsNoFeatures()
    {
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);

        var film = await FinishedAsync(client, await UploadAsync(client, Png(0.3, seed: 21)));

        Assert.Equal("no such features found", film.GetProperty("results")[0].GetProperty("call").GetString());
    }

    [Fact]
    public async Task Score_NoChestFilm_IsNotAssessedAndShowsNoNumber()
    {
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);

        var film = await FinishedAsync(client, await UploadAsync(client, Stripes()));

        Assert.Equal("not-assessed", film.GetProperty("state").GetString());
        Assert.Equal("gate.not-a-chest-film", film.GetProperty("reason").GetString());
        Assert.Empty(film.GetProperty("results").EnumerateArray());
    }

    [Fact]
    public async Task Score_DrawnFilm_IsNotHeldAgainstTheGate()
    {
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);

        var film = await FinishedAsync(client, await DrawnAsync(Stripes(seed: 30)));

        Assert.Equal("done", film.GetProperty("state").GetString());
        Assert.True(film.GetProperty("synthetic").GetBoolean());
        var events = await client.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/films/{film.GetProperty("id").GetGuid()}/events", UriKind.Relative));
        Assert.Contains(events.EnumerateArray(), e => e.GetProperty("detail").GetString()!.Contains("gate not asked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Score_DrawnFilmThatIsBlank_IsNotAssessed()
    {
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        var blank = PngEncoder.Grey(new GreyImage(80, 90, [.. Enumerable.Repeat(0.5f, 7200)]));

        var film = await FinishedAsync(client, await DrawnAsync(blank));

        Assert.Equal("film.blank", film.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Score_BlankFilm_IsNotAssessed()
    {
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        var blank = PngEncoder.Grey(new GreyImage(80, 80, [.. Enumerable.Repeat(0.5f, 6400)]));

        var film = await FinishedAsync(client, await UploadAsync(client, blank));

        Assert.Equal("not-assessed", film.GetProperty("state").GetString());
        Assert.Equal("film.blank", film.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Score_TruncatedFile_FailsWithReason()
    {
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        var whole = Png(0.3, seed: 22);

        var film = await FinishedAsync(client, await UploadAsync(client, whole[..(whole.Length / 2)]));

        Assert.Equal("failed", film.GetProperty("state").GetString());
        Assert.Equal("film.truncated", film.GetProperty("reason").GetString());
        Assert.False(string.IsNullOrEmpty(film.GetProperty("reasonSentence").GetString()));
    }

    [Fact]
    public async Task Score_AgeOutsideThePopulation_IsNotAssessed()
    {
        await using var children = new FilmPortal
        {
            ChangeModel = m => m with { Population = new PopulationRule { MinAgeYears = 1, MaxAgeYears = 5, Sentence = "Children from one to five." } },
        };
        await children.InitializeAsync();
        using var client = await children.Host.ClientAsync(Roles.Radiologist);
        using var answer = await client.PostAsync(
            new Uri("/api/v1/films", UriKind.Relative), With(Form(("film.png", Png(0.8, seed: 23))), "age", "61"));
        var id = (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<JsonElement>(answer.Content))[0].GetProperty("id").GetGuid();

        var film = await FinishedAsync(client, id);

        Assert.Equal("not-assessed", film.GetProperty("state").GetString());
        Assert.Equal("population.age", film.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Score_NoModel_FilmWaitsUntilThereIsOne()
    {
        await using var empty = new FilmPortal { WithoutModel = true };
        await empty.InitializeAsync();
        using var client = await empty.Host.ClientAsync(Roles.Radiologist);
        var id = await UploadAsync(client, Png(0.8, seed: 24));
        await Eventually.TrueAsync(async () =>
        {
            await using var db = await empty.Host.DbAsync();
            return await db.WorkItems.AnyAsync(i => i.SubjectId == id && i.State == WorkState.Queued && i.AvailableAt > i.CreatedAt);
        });
        await using (var db = await empty.Host.DbAsync())
            Assert.Equal(FilmState.Queued, (await db.Films.SingleAsync(f => f.Id == id)).State);

        empty.PlaceModel();

        Assert.Equal("done", (await FinishedAsync(client, id)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Score_FileGoneFromTheStore_FailsWithReason()
    {
        var film = await portal.AddAsync();
        var queue = portal.Host.Get<WorkQueue>();
        await using (var db = await portal.Host.DbAsync())
        {
            db.Add(queue.NewItem(WorkKind.Film, film.Id));
            await db.SaveChangesAsync();
        }

        queue.Wake(WorkKind.Film);
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);

        Assert.Equal("film.missing", (await FinishedAsync(client, film.Id)).GetProperty("reason").GetString());
    }

    private async Task<Guid> DrawnAsync(byte[] png)
    {
        using var content = new MemoryStream(png);
        var reader = new Reader(Guid.Empty, "demo", [Roles.Radiologist]);
        var receipt = await portal.Host.Get<FilmIntake>().ReceiveAsync(
            content, "drawn.png", FilmDetails.None, reader, synthetic: true, TestContext.Current.CancellationToken);
        return receipt.Value.Id;
    }
}
