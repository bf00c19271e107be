using Bunit;
using MudBlazor;
using XrayPortal.Accounts;
using XrayPortal.EvaluationRuns;
using XrayPortal.Monitoring;
using XrayPortal.Tests.Builders;
using XrayPortal.Tests.TrainingRuns;
using Xunit;

namespace XrayPortal.Tests.EvaluationRuns;

public sealed class EvaluationPageTests : RunPageContext
{
    private protected override void Place(ScriptedEngine engine) => RetrainTests.WriteLive(Path.Combine(engine.Folder, "models", "tiny", "1.0.0"));

    [Fact]
    public async Task Run_Measured_ShowsPlotsFiguresAndErrors()
    {
        var reader = await Portal.Host.ReaderAsync(Roles.Administrator);
        var service = Portal.Host.Get<EvaluationRunService>();
        var run = (await service.StartAsync(new EvaluationDraft("tiny", "1.0.0", Portal.Engine.Set), reader, CancellationToken.None)).Value;

        var page = Render<EvaluationRunPage>(p => p.Add(x => x.Id, run.Id));

        page.WaitForAssertion(() => Assert.Contains("8 films of 8 patients, 4 with pneumonia", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        Assert.Equal(4, page.FindAll(".plots img").Count);
        Assert.Contains("Calibration slope", page.Markup, StringComparison.Ordinal);
        Assert.Contains("No film was called against its label.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BrokenDown_ShowsGroupsShortcutsAndTables()
    {
        var reader = await Portal.Host.ReaderAsync(Roles.Administrator);
        var draft = new EvaluationDraft("tiny", "1.0.0", EvaluationSet.Write(Path.Combine(Portal.Engine.Folder, "views")), By: ["view"], Probes: true, AgeGroup: "adults", Prevalence: 0.1);
        var run = (await Portal.Host.Get<EvaluationRunService>().StartAsync(draft, reader, CancellationToken.None)).Value;

        var page = Render<EvaluationRunPage>(p => p.Add(x => x.Id, run.Id));

        page.WaitForAssertion(() => Assert.Contains("48 films of 48 patients, 24 with pneumonia", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        Assert.Equal(["AP", "PA"], page.FindAll("[aria-label='Figures by view'] tbody th").Select(h => h.TextContent));
        Assert.Contains("image size (width, height, aspect)", page.Markup, StringComparison.Ordinal);
        Assert.Contains("where 10% have pneumonia", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Films are called at the threshold of adults, 0.400.", page.Markup, StringComparison.Ordinal);
        Assert.Contains(page.FindAll("a"), a => a.GetAttribute("href")!.EndsWith("/files/groups.csv", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_PathTyped_OffersTheColumnsOfTheSetAndTheGroupsOfTheModel()
    {
        var page = Render<EvaluationRunsPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("form")));
        Assert.Contains("Figures can be broken down by the set's columns", page.Markup, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.FindComponents<MudSelect<string>>().Single(s => s.Instance.Label == "Part of the set").Instance.ValueChanged.InvokeAsync(""));
        await page.FindAll("input.mud-input-slot").First(i => i.GetAttribute("maxlength") == "1000").ChangeAsync(EvaluationSet.Write(Path.Combine(Portal.Engine.Folder, "views")));
        await page.FindAll("input.mud-input-slot").First(i => i.GetAttribute("maxlength") == "1000").BlurAsync();

        page.WaitForAssertion(() => Assert.Equal(["view"], page.FindComponents<MudSelect<string>>().Single(s => s.Instance.MultiSelection)
            .FindComponents<MudSelectItem<string>>().Select(i => i.Instance.Value).Distinct()));
        Assert.Contains("as for patients of unknown age", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void List_NothingMeasured_SaysSoAndOffersTheForm()
    {
        var page = Render<EvaluationRunsPage>();

        page.WaitForAssertion(() => Assert.Contains("Nothing was measured yet.", page.Markup, StringComparison.Ordinal));
        Assert.Single(page.FindAll("form"));
    }

    [Fact]
    public async Task List_BadPath_IsRefusedOnThePage()
    {
        var page = Render<EvaluationRunsPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("form")));

        await page.FindAll("input.mud-input-slot").First(i => i.GetAttribute("maxlength") == "1000").ChangeAsync("/nowhere/at/all");
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("There is no labelled set at that path", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Run_Unknown_IsRefused()
    {
        var page = Render<EvaluationRunPage>(p => p.Add(x => x.Id, Guid.CreateVersion7()));

        page.WaitForAssertion(() => Assert.Contains("There is no such evaluation run", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void System_Page_ShowsHealthQueueAndVersions()
    {
        var page = Render<SystemPage>();

        page.WaitForAssertion(() => Assert.Contains("tiny 1.0.0 is live on CPU", page.Markup, StringComparison.Ordinal));
        Assert.Contains("ONNX Runtime", page.Markup, StringComparison.Ordinal);
        Assert.Contains("There are no films yet.", page.Markup, StringComparison.Ordinal);
    }
}
