using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SkiaSharp;
using XrayPortal.Accounts;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Tests.DicomWeb;
using Xunit;

namespace XrayPortal.Tests.Films;

/// <summary>A film with two windows and an overlay: people choose, the model does not.</summary>
public sealed class PresentationTests(FilmPortal portal) : IClassFixture<FilmPortal>
{
    private const int Side = 96;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Image_WindowsAndOverlays_AreShownOnRequest()
    {
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        var film = await FilmPortal.UploadAsync(client, Film(), "film.dcm");
        var result = (await FilmPortal.FinishedAsync(client, film)).GetProperty("results")[0];

        var (first, second, last, drawn) = (await GreyAsync(client, film, ""), await GreyAsync(client, film, "?window=1"), await GreyAsync(client, film, "?window=9"), await GreyAsync(client, film, "?window=0&overlays=true"));

        Assert.InRange(first[(Side / 2, Side / 2)], 120, 132); // 2648 in 2650 / 400
        Assert.InRange(second[(Side / 2, Side / 2)], 150, 190);
        Assert.Equal(second, last);
        Assert.Equal((255, first[(1, 0)]), (drawn[(0, 0)], drawn[(1, 0)]));
        Assert.Equal(255, (await GreyAsync(client, film, "?window=1&overlays=true"))[(0, 0)]);
        using var pixels = await client.GetAsync(Path(film, "pixels?window=1&overlays=true"), Cancelled);
        Assert.Equal("[\"narrow\",\"wide\"]", Uri.UnescapeDataString(Assert.Single(pixels.Headers.GetValues("X-Presentations"))));
        Assert.Equal("true", Assert.Single(pixels.Headers.GetValues("X-Overlays")));
        var after = (await client.GetFromJsonAsync<JsonElement>(Path(film, ""), Cancelled)).GetProperty("results");
        Assert.Equal(1, after.GetArrayLength());
        Assert.Equal(result.GetProperty("inputSha256").GetString(), after[0].GetProperty("inputSha256").GetString());
    }

    [Theory]
    [InlineData("image.png?window=64")]
    [InlineData("image.png?window=-1")]
    [InlineData("pixels?overlays=perhaps")]
    public async Task Image_PresentationOutOfRange_IsRefused(string query)
    {
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);

        using var answer = await client.GetAsync(Path(Guid.CreateVersion7(), query), Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("film.presentation", (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("code").GetString());
    }

    private static byte[] Film() => DicomWebClient.Film(1, 1)
        .Pixels(Side, Side, 16, 12, [.. Enumerable.Range(0, Side * Side).Select(i => 2600 + (i % Side))])
        .Text(DicomTag.WindowCenter, "DS", "2650\\2000").Text(DicomTag.WindowWidth, "DS", "400\\4000").Text(DicomTag.WindowCenterWidthExplanation, "LO", "narrow\\wide")
        .Us(new DicomTag(0x6000, 0x0010), Side).Us(new DicomTag(0x6000, 0x0011), Side).Us(new DicomTag(0x6000, 0x0050), 1, 1)
        .Us(new DicomTag(0x6000, 0x0100), 1).Us(new DicomTag(0x6000, 0x0102), 0)
        .Raw(new DicomTag(0x6000, 0x3000), "OW", [1, .. new byte[(Side * Side / 8) - 1]]).Build();

    private static Uri Path(Guid film, string what) => new($"/api/v1/films/{film}{(what.Length == 0 ? "" : $"/{what}")}", UriKind.Relative);

    private static async Task<Dictionary<(int X, int Y), int>> GreyAsync(HttpClient client, Guid film, string query)
    {
        using var bitmap = SKBitmap.Decode(await client.GetByteArrayAsync(Path(film, $"image.png{query}"), Cancelled));
        return new[] { (0, 0), (1, 0), (Side / 2, Side / 2) }.ToDictionary(p => p, p => (int)bitmap.GetPixel(p.Item1, p.Item2).Red);
    }
}
