using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Tests.Builders;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Films;

/// <summary>A portal whose live model is the tiny one: bright films are suggestive, dark ones are not, stripes are no chest film.</summary>
public sealed class FilmPortal : IAsyncLifetime
{
    public string ModelFolder { get; } = Directory.CreateTempSubdirectory("xrayportal-models-").FullName;

    public PortalHost Host { get; private set; } = null!;

    /// <summary>The model's population rule; by default there is none.</summary>
    internal Func<ModelManifest, ModelManifest>? ChangeModel { get; init; }

    public bool WithoutModel { get; init; }

    public Action<WebApplicationBuilder>? Configure { get; init; }

    public async ValueTask InitializeAsync()
    {
        if (!WithoutModel) PlaceModel();
        Host = await PortalHost.StartAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Models:Folders:0"] = ModelFolder,
                ["Models:LookEverySeconds"] = "1",
            });
            Configure?.Invoke(builder);
        });
    }

    public void PlaceModel() => TestPackage.Write(Path.Combine(ModelFolder, "tiny", "1.0.0"), change: ChangeModel);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(ModelFolder, recursive: true);
    }

    /// <summary>A film of its own each time: the seed moves one corner pixel.</summary>
    public static byte[] Png(double mean, int seed = 0, int side = 96)
    {
        var pixels = new float[side * side];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (float)(mean + (0.2 * (((i % side) / (side - 1.0)) - 0.5)));
        for (var bit = 0; bit < 16; bit++) pixels[bit] = (float)(mean + (((seed >> bit) & 1) * 0.02));
        return PngEncoder.Grey(new GreyImage(side, side, pixels));
    }

    public static byte[] Stripes(int seed = 0)
    {
        var pixels = new float[64 * 64];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = i % 64 / 4 % 2 == 0 ? 0.9f : 0.1f;
        pixels[0] = seed / 255f;
        return PngEncoder.Grey(new GreyImage(64, 64, pixels));
    }

    public static MultipartFormDataContent Form(params (string Name, byte[] Content)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, content) in files)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"file\"", FileName = $"\"{name}\"" };
            form.Add(part);
        }

        return form;
    }

    public static MultipartFormDataContent With(MultipartFormDataContent form, string name, string value)
    {
        form.Add(new StringContent(value), name);
        return form;
    }

    public static async Task<Guid> UploadAsync(HttpClient client, byte[] content, string name = "film.png")
    {
        using var answer = await client.PostAsync(new Uri("/api/v1/films", UriKind.Relative), Form((name, content)));
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>())[0].GetProperty("id").GetGuid();
    }

    public static async Task<JsonElement> FinishedAsync(HttpClient client, Guid id, int seconds = 30)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            var film = await client.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/films/{id}", UriKind.Relative), limit.Token);
            if (film.GetProperty("state").GetString() is "done" or "failed" or "not-assessed") return film;
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>A film that is in the database only.</summary>
    public async Task<Film> AddAsync(Action<Film>? change = null, FilmResult? result = null, int seed = 0, string name = "film.png", bool synthetic = false)
    {
        var id = Guid.CreateVersion7();
        var film = new Film
        {
            Id = id,
            Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(id.ToByteArray())),
            FileName = name,
            Format = XrayPortal.Imaging.Decode.FilmFormat.Png,
            Bytes = 1000 + seed,
            Width = 96,
            Height = 96,
            State = FilmState.Queued,
            StudyInstanceUid = $"2.25.1{seed}",
            SeriesInstanceUid = $"2.25.2{seed}",
            SopInstanceUid = $"2.25.3{seed}",
            SopClassUid = "1.2.840.10008.5.1.4.1.1.7",
            Synthetic = synthetic,
            UploadedById = Guid.CreateVersion7(),
            UploadedByName = "rad",
            UploadedAt = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).AddMinutes(seed),
        };
        change?.Invoke(film);
        await using var db = await Host.DbAsync();
        db.Add(film);
        if (result is not null) db.Add(result);
        await db.SaveChangesAsync();
        return film;
    }

    /// <summary>A done film with a result, without its file.</summary>
    public async Task<Film> AddDoneAsync(double probability = 0.84, int seed = 0, string name = "film.png", bool synthetic = false)
    {
        var film = await AddAsync(f => f.State = FilmState.Done, seed: seed, name: name, synthetic: synthetic);
        await using var db = await Host.DbAsync();
        db.Add(Result(film.Id, probability));
        await db.SaveChangesAsync();
        return film;
    }

    public static FilmResult Result(Guid filmId, double probability) => new()
    {
        Id = Guid.CreateVersion7(),
        FilmId = filmId,
        ModelName = "tiny",
        ModelVersion = "1.0.0",
        ModelSha256 = new string('a', 64),
        Logit = Math.Log(probability / (1 - probability)),
        Probability = probability,
        Threshold = 0.5,
        Call = probability >= 0.5 ? "features suggestive of pneumonia" : "no such features found",
        Device = "CPU",
        Milliseconds = 12,
        InputSha256 = new string('b', 64),
        CamWidth = 2,
        CamHeight = 2,
        Cam = new byte[16],
        ScoredAt = new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero),
    };
}
