using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Networks;
using Xunit;

namespace XrayPortal.Tests.Networks;

public sealed class NetworkPageTests : NetworkPageContext
{
    private IRenderedComponent<NetworkPage> Open(string network)
    {
        BuiltEngine.Need();
        var page = Render<NetworkPage>(p => p.Add(x => x.Name, network));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".layers")));
        return page;
    }

    [Fact]
    public void Page_SmallNetwork_ShowsEveryLayerAndTheTotals()
    {
        var page = Open("lenet5");

        Assert.Equal(12, page.FindAll(".layers tbody tr:not(.stage)").Count);
        Assert.Contains("16×10×10 2,416 240.0 k 6.3 KiB 14 2", Row(page, 4), StringComparison.Ordinal);
        Assert.Contains("61,706 parameters", page.Find(".totals").TextContent, StringComparison.Ordinal);
        Assert.Contains("Head: 59.1 k (96 %) parameters", page.Find("svg[role=img]").GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_DeepNetwork_OpensItsStagesOnRequest()
    {
        var page = Open("resnet50");
        Assert.Empty(page.FindAll(".layers tbody tr:not(.stage)"));

        await page.FindAll(".stage button")[1].ClickAsync();

        Assert.Equal("true", page.FindAll(".stage button")[1].GetAttribute("aria-expanded"));
        Assert.Contains("layer1.0.conv1", page.Find(".layers").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("layer3.0.conv1", page.Find(".layers").TextContent, StringComparison.Ordinal);
        await ClickAsync(page, "Open all stages");
        Assert.Contains("layer4.2.conv3", page.Find(".layers").TextContent, StringComparison.Ordinal);
    }

    /// <summary>By hand: (14 + 2 - 3)/2 + 1 = 7 places, 16*6*9 + 16 = 880 parameters, a field of 6 + 2*2 = 10.</summary>
    [Fact]
    public async Task Change_KernelStridePadding_TheTableFollowsAndMarksWhatDiffers()
    {
        var page = Open("lenet5");

        await Field(page, "kernel of layer 4, conv2").InputAsync("3");
        await Field(page, "stride of layer 4, conv2").InputAsync("2");
        await Field(page, "padding of layer 4, conv2").InputAsync("1");

        page.WaitForAssertion(() => Assert.Contains("16×7×7, originally 16×10×10 880, originally 2,416", Row(page, 4), StringComparison.Ordinal));
        Assert.Contains("10, originally 14 4, originally 2", Row(page, 4), StringComparison.Ordinal);
        Assert.DoesNotContain("originally", Row(page, 3), StringComparison.Ordinal);
        Assert.Equal("originally 5", Field(page, "kernel of layer 4, conv2").GetAttribute("title"));
        Assert.Contains("parameters 61,706 →", page.Find(".bench").TextContent, StringComparison.Ordinal);
        Assert.Contains("floor((14 + 2×1 − 3) / 2) + 1 = 7", page.Find(".worked").TextContent, StringComparison.Ordinal);
        Assert.Contains("6 + (3 − 1) × 2 = 10 pixels", page.Find(".worked").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_Impossible_SaysWhyAndLeavesTheTable()
    {
        var page = Open("lenet5");

        await Field(page, "kernel of layer 4, conv2").InputAsync("15");

        page.WaitForAssertion(() => Assert.Contains("floor((14 + 2*0 - 15) / 1) + 1 = 0", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", Field(page, "kernel of layer 4, conv2").GetAttribute("aria-invalid"));
        Assert.Equal("15", Field(page, "kernel of layer 4, conv2").GetAttribute("value"));
        Assert.Contains("16×10×10", Row(page, 4), StringComparison.Ordinal);
        await ClickAsync(page, "Undo");
        Assert.Empty(page.FindAll("[role=alert]"));
        Assert.Equal("5", Field(page, "kernel of layer 4, conv2").GetAttribute("value"));
    }

    [Fact]
    public async Task Undo_StepsInOneField_AreTakenBackTogether()
    {
        var page = Open("mnist-cnn");
        await Field(page, "kernel of layer 1, conv1").InputAsync("4");
        page.WaitForAssertion(() => Assert.Contains("32×25×25", Row(page, 1), StringComparison.Ordinal));
        await Field(page, "kernel of layer 1, conv1").InputAsync("5");
        page.WaitForAssertion(() => Assert.Contains("32×24×24", Row(page, 1), StringComparison.Ordinal));
        await Field(page, "stride of layer 1, conv1").InputAsync("2");
        page.WaitForAssertion(() => Assert.Contains("32×12×12", Row(page, 1), StringComparison.Ordinal));

        await ClickAsync(page, "Undo");
        page.WaitForAssertion(() => Assert.Contains("32×24×24", Row(page, 1), StringComparison.Ordinal));
        await ClickAsync(page, "Undo");

        page.WaitForAssertion(() => Assert.Contains("32×26×26 320", Row(page, 1), StringComparison.Ordinal));
        Assert.Empty(page.FindAll("ins"));
    }

    [Fact]
    public async Task Reset_AfterChanges_IsTheNetworkOfTheCatalogue()
    {
        var page = Open("cifar10-cnn");
        await Field(page, "channels of layer 1, conv1").InputAsync("16");
        page.WaitForAssertion(() => Assert.Contains("16×32×32", Row(page, 1), StringComparison.Ordinal));

        await ClickAsync(page, "Reset");

        page.WaitForAssertion(() => Assert.Contains("1,250,858 parameters", page.Find(".totals").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("ins"));
    }

    [Fact]
    public async Task Picture_Changed_MovesOriginalAndTableAlike()
    {
        var page = Open("folder-cnn");

        await page.FindAll(".shape input")[1].ChangeAsync("64");

        page.WaitForAssertion(() => Assert.Contains("32×62×148", Row(page, 1), StringComparison.Ordinal));
        Assert.Empty(page.FindAll("ins"));
        Assert.Contains("Lines: floor((64 + 2×0 − 3) / 1) + 1 = 62", page.Find(".worked").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Picture_TooSmall_IsRefused()
    {
        var page = Open("vgg16");

        await page.FindAll(".shape input")[1].ChangeAsync("8");

        page.WaitForAssertion(() => Assert.Contains("too small for vgg16", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_UnknownNetwork_IsRefused()
    {
        BuiltEngine.Need();

        var page = Render<NetworkPage>(p => p.Add(x => x.Name, "lenet99"));

        page.WaitForAssertion(() => Assert.Contains("There is no network of that name", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Draw_RandomWeights_ShowsFiltersMapsAndWhichWeights()
    {
        var page = Open("lenet5");

        await ClickAsync(page, "Draw filters and maps");

        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll(".network-pictures img").Count), TimeSpan.FromSeconds(60));
        Assert.Contains("Shown: random weights", page.Markup, StringComparison.Ordinal);
        Assert.Contains("phantom", page.Markup, StringComparison.Ordinal);
        Assert.Equal("Filters of layer 1, conv1: 6, 5×5 each", page.Find(".network-pictures img").GetAttribute("alt"));
    }

    [Fact]
    public async Task Draw_OwnFilm_IsTheOneDrawnUntilItIsForgotten()
    {
        var page = Open("lenet5");

        Choose(page, "film.png", PngEncoder.Grey(Phantom.Draw(seed: 3, pneumonia: false, 90, 70)));
        page.WaitForAssertion(() => Assert.Contains("90 × 70 pixels", page.Find(".own-film").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        await ClickAsync(page, "Draw filters and maps");

        page.WaitForAssertion(() => Assert.Contains("The film is your own.", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        await ClickAsync(page, "Use the drawn film again");
        Assert.Contains("Yours is not stored", page.Find(".own-film").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_NoFilm_SaysWhy()
    {
        var page = Open("lenet5");

        Choose(page, "notes.png", "no picture at all"u8.ToArray());

        page.WaitForAssertion(() => Assert.Contains("PNG, JPEG or DICOM", page.Find(".refused").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
    }

    private static void Choose(IRenderedComponent<NetworkPage> page, string name, byte[] file) =>
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(file, name));
}
