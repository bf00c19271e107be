using Bunit;
using MudBlazor;
using XrayPortal.Models;
using XrayPortal.Networks;
using XrayPortal.Tests.Builders;
using XrayPortal.Tests.Films;
using XrayPortal.TrainingRuns;
using Xunit;

namespace XrayPortal.Tests.TrainingRuns;

public sealed class TrainingPageTests : RunPageContext
{
    [Fact]
    public void List_NoRuns_SaysWhatARunIs()
    {
        var page = Render<TrainingRunsPage>();

        page.WaitForAssertion(() => Assert.Contains("There was no training run yet", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_Done_ShowsCurvesAndPutsTheVersionLive()
    {
        await Portal.EndedAsync(await Portal.BeginAsync());
        await Portal.Host.Get<ModelRegistry>().RefreshAsync(CancellationToken.None); // the first version is live on its own
        var id = await Portal.BeginAsync();
        await Portal.EndedAsync(id);
        var page = Render<TrainingRunPage>(p => p.Add(x => x.Id, id));
        page.WaitForAssertion(() => Assert.Contains("trial 1.0.1 is ready", page.Markup, StringComparison.Ordinal));

        Assert.Contains("Compared with the live one, trial 1.0.0", page.Markup, StringComparison.Ordinal);
        Assert.Equal(3, page.FindAll("polyline, figure svg[role=img]").Count(e => e.TagName.Equals("svg", StringComparison.OrdinalIgnoreCase)));
        await page.Find(".panel input").InputAsync("Better on our films.");
        await page.Find(".panel button").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("This version is live.", page.Markup, StringComparison.Ordinal));
        Assert.Equal("1.0.1", Portal.Host.Get<ModelRegistry>().Live?.Manifest.Version);
    }

    [Fact]
    public void Run_Unknown_IsRefused()
    {
        var page = Render<TrainingRunPage>(p => p.Add(x => x.Id, Guid.CreateVersion7()));

        page.WaitForAssertion(() => Assert.Contains("There is no such training run", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_UnderWay_FollowsTheEngineAndStops()
    {
        Portal.Engine.Mode("wait");
        var id = await Portal.BeginAsync();
        var page = Render<TrainingRunPage>(p => p.Add(x => x.Id, id));

        page.WaitForAssertion(() => Assert.Contains("finetune: epoch 1 of 2", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        await page.FindAll("button").Single(b => b.TextContent.Contains("Stop", StringComparison.Ordinal)).ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("Stopped by test-administrator", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Assert.Contains(page.FindAll("button"), b => b.TextContent.Contains("Go on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_Failed_SaysWhy()
    {
        Portal.Engine.Mode("fail");
        var id = await Portal.BeginAsync();
        await Portal.EndedAsync(id);

        var page = Render<TrainingRunPage>(p => p.Add(x => x.Id, id));

        page.WaitForAssertion(() => Assert.Contains("The disk is full.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_SetTyped_IsPreviewedAndStarted()
    {
        var page = OpenForm();
        Assert.Contains("there are none with a label", page.Markup, StringComparison.Ordinal);

        await page.FindAll("input")[1].ChangeAsync(Portal.Engine.Set);
        await page.FindAll("input")[1].BlurAsync();
        page.WaitForAssertion(() => Assert.Contains("8 films of 8 patients, 4 with pneumonia", page.Markup, StringComparison.Ordinal));
        await page.Find("form").SubmitAsync();

        await Eventually.TrueAsync(() => Task.FromResult(Portal.Engine.Calls.Count == 1));
        Assert.Contains("--name chest-xray-pneumonia", Portal.Engine.Calls[0], StringComparison.Ordinal);
    }

    [Fact]
    public void New_EngineListsItsNetworks_OffersThoseThatLearnFilms()
    {
        var page = OpenForm();

        var offered = page.FindComponents<MudSelectItem<string>>().Select(i => i.Instance.Value).ToList();
        Assert.Contains("mobilenetv2", offered);
        Assert.Contains("small", offered);
        Assert.DoesNotContain("lenet5", offered);
    }

    [Theory]
    [InlineData("lenet5", "There is no network \"lenet5\" for films. Known: mobilenetv2, small.")]
    [InlineData("small", "There are no ImageNet weights for small.")]
    public async Task Start_NetworkThatCannotLearnFilms_IsRefused(string network, string says)
    {
        await Portal.Host.Get<NetworkInspector>().ListAsync(CancellationToken.None);
        var draft = new TrainingDraft("trial", Portal.Engine.Set, "radiograph-head", new() { ["network"] = network });

        var started = await Portal.Host.Get<TrainingRunService>().StartAsync(draft, await Portal.Host.ReaderAsync(XrayPortal.Accounts.Roles.Administrator), CancellationToken.None);

        Assert.Equal("training-run.recipe", started.Refusal?.Code);
        Assert.Contains(says, started.Refusal!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_BadPath_IsRefusedOnThePage()
    {
        var page = OpenForm();

        await page.FindAll("input")[1].ChangeAsync("/nowhere/at/all");
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("There is no labelled set at that path", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_EngineExamined_ListsItsFindings()
    {
        var page = OpenForm();

        await page.FindAll("button").Single(b => b.TextContent.Contains("Check the engine", StringComparison.Ordinal)).ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("as it should be", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
    }

    /// <summary>The form with the engine's networks in it: nothing of it is redrawn any more by itself.</summary>
    private IRenderedComponent<NewTrainingRunPage> OpenForm()
    {
        var page = Render<NewTrainingRunPage>();
        page.WaitForAssertion(() => Assert.Contains("the page Networks shows them", page.Markup, StringComparison.Ordinal));
        return page;
    }
}
