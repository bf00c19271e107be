using Bunit;
using XrayPortal.Films;
using XrayPortal.Tests.Reading;
using Xunit;

namespace XrayPortal.Tests.Films;

public sealed class UploadPageTests : PageContext
{
    [Fact]
    public async Task Lines_EachState_IsSaidInWords()
    {
        await SignInAsRadiologistAsync();
        var known = await Portal.AddDoneAsync(0.84);
        var page = Render<UploadPage>();

        await page.InvokeAsync(() => page.Instance.OnLinesAsync(
        [
            new(0, "a.png", 500, 0, "waiting", null, false, null, null),
            new(1, "b.png", 5_000_000, 0.4, "sending", null, false, null, null),
            new(2, "c.png", 5_000, 1, "sent", known.Id, true, null, null),
            new(3, "d.txt", 5, 1, "refused", null, false, "film.text", "The file holds text, not a picture."),
        ]));

        Assert.Equal("4 files: 1 received (1 known already), 1 refused, 2 to go", page.Find("[role=status]").TextContent);
        var row = page.FindComponents<UploadLineRow>().ToDictionary(r => r.Instance.Line.Key);
        Assert.Contains("waiting", row[0].Markup, StringComparison.Ordinal);
        Assert.Equal("0.40", row[1].Find("progress").GetAttribute("value"));
        Assert.Contains("already known", row[2].Markup, StringComparison.Ordinal);
        Assert.Equal($"/films/{known.Id}", row[2].Find("a").GetAttribute("href"));
        Assert.Contains("film.text", row[3].Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_FilmFinishes_ShowsItsFinding()
    {
        await SignInAsRadiologistAsync();
        var film = await Portal.AddDoneAsync(0.84);
        var page = Render<UploadPage>();

        await page.InvokeAsync(() => page.Instance.OnLinesAsync([new(0, "a.png", 500, 1, "sent", film.Id, false, null, null)]));

        page.WaitForAssertion(() => Assert.Contains("features suggestive of pneumonia", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Line_ConnectionBroke_OffersToTryAgain()
    {
        await SignInAsRadiologistAsync();
        var page = Render<UploadPage>();

        await page.InvokeAsync(() => page.Instance.OnLinesAsync(
            [new(0, "a.png", 500, 0, "refused", null, false, "upload.connection", "The connection broke off.")]));

        Assert.Contains("Try again", page.FindComponent<UploadLineRow>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_Removed_IsGoneAndTheOthersStay()
    {
        await SignInAsRadiologistAsync();
        var page = await OpenAsync();

        page.Find("button[aria-label='Take d.txt off the list']").Click();
        page.Find("button[aria-label='Do not send b.png']").Click();

        Assert.Equal(["a.png"], page.FindComponents<UploadLineRow>().Select(r => r.Instance.Line.Name));
        Assert.StartsWith("1 file: 1 received", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clear_SomeUnderWay_KeepsThose()
    {
        await SignInAsRadiologistAsync();
        var page = await OpenAsync();

        page.Find("[data-testid=clear]").Click();

        Assert.Equal(["b.png"], page.FindComponents<UploadLineRow>().Select(r => r.Instance.Line.Name));
        Assert.Empty(page.FindAll("[data-testid=clear]"));
    }

    /// <summary>One film received, one on its way, one refused.</summary>
    private async Task<IRenderedComponent<UploadPage>> OpenAsync()
    {
        var known = await Portal.AddDoneAsync(0.84);
        var page = Render<UploadPage>();
        await page.InvokeAsync(() => page.Instance.OnLinesAsync(
        [
            new(0, "a.png", 500, 1, "sent", known.Id, false, null, null),
            new(1, "b.png", 5_000_000, 0.4, "sending", null, false, null, null),
            new(2, "d.txt", 5, 1, "refused", null, false, "film.text", "The file holds text, not a picture."),
        ]));
        return page;
    }
}
