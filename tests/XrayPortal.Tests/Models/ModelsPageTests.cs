using Bunit;
using MudBlazor;
using XrayPortal.Inference.Tests.Builders;
using XrayPortal.Models;
using XrayPortal.Tests.Builders;
using XrayPortal.Tests.TrainingRuns;
using Xunit;

namespace XrayPortal.Tests.Models;

public sealed class ModelsPageTests : RunPageContext
{
    private string folder = "";

    private protected override void Place(ScriptedEngine engine)
    {
        folder = Path.Combine(engine.Folder, "models");
        foreach (var version in (string[])["1.0.0", "1.1.0"]) TestPackage.Write(Path.Combine(folder, "tiny", version), change: m => m with { Version = version, Terms = [$"Terms of {version}."] });
        File.WriteAllText(Path.Combine(folder, "tiny", "1.1.0", "card.md"), "# Tiny\n\n- **bold** words\n<img src=x onerror=alert(1)>");
        Directory.CreateDirectory(Path.Combine(folder, "tiny", "9.0.0"));
    }

    [Fact]
    public void Page_Versions_ShowsTheLiveOneTheOthersAndWhatIsBroken()
    {
        var page = Render<ModelsPage>();

        page.WaitForAssertion(() => Assert.Contains("tiny 1.1.0 is live", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Terms of 1.1.0.", page.Find("section[aria-label='The live model']").TextContent, StringComparison.Ordinal);
        Assert.Contains("Terms of 1.0.0.", page.Find("section[aria-label='tiny 1.0.0']").TextContent, StringComparison.Ordinal);
        Assert.Contains("Not used: The model package lacks manifest.json.", page.Markup, StringComparison.Ordinal);
        Assert.Equal("bold", page.Find(".model-card strong").TextContent);
        Assert.Empty(page.FindAll(".model-card img")); // a card is text, whatever it says
        Assert.Contains("&lt;img src=x", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Activate_WithAReason_AsksThenSwaps()
    {
        var dialogs = Render<MudDialogProvider>();
        var page = Render<ModelsPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("button[aria-label='Put live: tiny 1.0.0']")));

        var clicked = page.Find("button[aria-label='Put live: tiny 1.0.0']").ClickAsync();
        dialogs.WaitForAssertion(() => Assert.Contains("It takes the place of tiny 1.1.0.", dialogs.Markup, StringComparison.Ordinal));
        Assert.Contains("Terms of 1.0.0.", dialogs.Markup, StringComparison.Ordinal);
        Assert.True(dialogs.FindAll("button")[^1].HasAttribute("disabled")); // no reason, no button
        await dialogs.Find("input").InputAsync("Fewer false alarms.");
        await dialogs.FindAll("button")[^1].ClickAsync();
        await clicked;

        page.WaitForAssertion(() => Assert.Contains("tiny 1.0.0 is live", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Assert.Contains("Roll back to tiny 1.1.0", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_NoModels_SaysWhereToPutOne()
    {
        Directory.Delete(folder, recursive: true);
        await Portal.Host.Get<ModelRegistry>().RefreshAsync(CancellationToken.None);

        var page = Render<ModelsPage>();

        page.WaitForAssertion(() => Assert.Contains("There is no model package here", page.Markup, StringComparison.Ordinal));
        Assert.Contains("No model is live", page.Markup, StringComparison.Ordinal);
    }
}
