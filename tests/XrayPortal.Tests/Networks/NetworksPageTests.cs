using Bunit;
using XrayPortal.Networks;
using Xunit;

namespace XrayPortal.Tests.Networks;

public sealed class NetworksPageTests : NetworkPageContext
{
    [Fact]
    public void List_RealEngine_ShowsWhatIsPublished()
    {
        BuiltEngine.Need();
        var page = Render<NetworksPage>();

        page.WaitForAssertion(() => Assert.Contains("138,357,544", page.Find(".networks").TextContent, StringComparison.Ordinal));
        Assert.Equal("/networks/vgg16", page.FindAll(".networks a").Single(a => a.TextContent == "vgg16").GetAttribute("href"));
        Assert.Contains("110,592", page.Markup, StringComparison.Ordinal);
        Assert.Contains("200,704", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_TwoChosen_StandSideBySide()
    {
        BuiltEngine.Need();
        var page = Render<NetworksPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".networks")));

        await page.Find("input[aria-label='Compare lenet5']").ChangeAsync(true);
        Assert.Contains("choose another", page.Markup, StringComparison.Ordinal);
        await page.Find("input[aria-label='Compare alexnet']").ChangeAsync(true);

        Assert.Equal(["lenet5", "alexnet"], page.FindAll(".compare thead th").Skip(1).Select(h => h.TextContent));
        Assert.Contains("11×11, 5×5, 3×3", page.Find(".compare").TextContent, StringComparison.Ordinal);
        Assert.Contains("alexnet: 61.1 M parameters", page.Find("svg[role=img]").GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measure_TwoChosen_ShowsTheTimeOfOnePicture()
    {
        BuiltEngine.Need();
        var page = Render<NetworksPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".networks")));
        await page.Find("input[aria-label='Compare lenet5']").ChangeAsync(true);
        await page.Find("input[aria-label='Compare mnist-cnn']").ChangeAsync(true);

        await ClickAsync(page, "Measure the time");

        page.WaitForAssertion(() => Assert.Matches(@"\d ms.*\d ms", page.FindAll(".compare tbody tr")[^1].TextContent), TimeSpan.FromSeconds(60));
    }
}
