using Bunit;
using MudBlazor;
using MudBlazor.Extensions;
using XrayPortal.Tests.Builders;
using XrayPortal.Tests.Films;
using XrayPortal.TrainingRuns;
using Xunit;

namespace XrayPortal.Tests.TrainingRuns;

public sealed class RetrainPageTests : RunPageContext
{
    private protected override void Place(ScriptedEngine engine) => RetrainTests.WriteLive(Path.Combine(engine.Folder, "models", "tiny", "1.0.0"));

    [Fact]
    public async Task New_FurtherSet_IsPreviewedAndRemovedAgain()
    {
        var page = OpenForm();
        await AddSetAsync(page);

        await page.FindAll("input")[2].ChangeAsync(Portal.Engine.Copy("other"));
        await page.FindAll("input")[2].BlurAsync();

        page.WaitForAssertion(() => Assert.Contains("other: 8 films of 8 patients, 4 with pneumonia", page.Markup, StringComparison.Ordinal));
        Assert.Contains("teach the hospital instead", page.Markup, StringComparison.Ordinal);
        await page.Find("button[aria-label='Remove further set 1']").ClickAsync();
        Assert.Single(page.FindComponents<SetField>());
    }

    [Fact]
    public async Task New_AsTheLiveModel_PutsItsSettingsInAndStartsFromIt()
    {
        var page = OpenForm();
        await ChoosePresetAsync(page, "live");
        Assert.Contains("a third of its rates", page.Markup, StringComparison.Ordinal);
        Assert.Equal((4, 96), (Number(page, "Fine-tuning epochs"), Number(page, "Input side, pixels")));

        await AddSetAsync(page);
        await page.FindAll("input")[1].ChangeAsync(Portal.Engine.Set);
        await page.FindAll("input")[2].ChangeAsync(Portal.Engine.Copy("other"));
        await page.Find("form").SubmitAsync();

        await Eventually.TrueAsync(() => Task.FromResult(Portal.Engine.Calls.Count == 1));
        Assert.Contains($"--with {Portal.Engine.Folder}/other --parent ", Portal.Engine.Calls[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_AsTheLiveModelFromOtherWeights_PutsItsOwnEpochsIn()
    {
        var page = OpenForm();
        await ChoosePresetAsync(page, "live");

        await page.InvokeAsync(() => page.FindComponent<MudSelect<StartFrom>>().Instance.ValueChanged.InvokeAsync(StartFrom.Chance));

        Assert.Equal(12, Number(page, "Fine-tuning epochs"));
    }

    [Fact]
    public async Task Run_FromTheLiveModel_SaysWhatItInherits()
    {
        var id = await Portal.BeginAsync(new { name = "tiny", dataPath = Portal.Engine.Set, preset = "live", with = new[] { Portal.Engine.Copy("other") } });
        await Portal.EndedAsync(id);

        var page = Render<TrainingRunPage>(p => p.Add(x => x.Id, id));

        page.WaitForAssertion(() => Assert.Contains("It goes on from tiny 1.0.0, by that version's recipe.", page.Markup, StringComparison.Ordinal));
        Assert.Contains("its groups of ages and the terms of its films are that version's", page.Markup, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(Portal.Engine.Folder, "other"), page.Markup, StringComparison.Ordinal);
    }

    private static Task ChoosePresetAsync(IRenderedComponent<NewTrainingRunPage> page, string preset) =>
        page.InvokeAsync(() => page.FindComponents<MudSelect<string>>()[0].Instance.ValueChanged.InvokeAsync(preset));

    private static Task AddSetAsync(IRenderedComponent<NewTrainingRunPage> page) =>
        page.FindAll("button").Single(b => b.TextContent.Contains("Add a set", StringComparison.Ordinal)).ClickAsync();

    private static int Number(IRenderedComponent<NewTrainingRunPage> page, string label) =>
        page.FindComponents<MudNumericField<int>>().Single(f => f.Instance.Label == label).Instance.GetState(f => f.Value);

    /// <summary>The form with the engine's networks in it: nothing of it is redrawn any more by itself.</summary>
    private IRenderedComponent<NewTrainingRunPage> OpenForm()
    {
        var page = Render<NewTrainingRunPage>();
        page.WaitForAssertion(() => Assert.Contains("the page Networks shows them", page.Markup, StringComparison.Ordinal));
        return page;
    }
}
