using System.Globalization;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using UglyToad.PdfPig;
using XrayPortal.Browser.Tests.Builders;

namespace XrayPortal.Browser.Tests;

/// <summary>The main path as three people walk it, in a real browser, against the real portal and the real engine.</summary>
public sealed partial class OneFilmStory : IAsyncLifetime
{
    private const string Password = "Correct-horse-7-battery";

    private readonly string root = Directory.CreateTempSubdirectory("xrayportal-story-").FullName;
    private Chromium? chromium;
    private RunningPortal? portal;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        chromium = await Chromium.StartAsync();
        var manifest = PhantomSet.Write(Path.Combine(root, "set"), films: 80);
        var models = await LearningEngine.TrainPhantomModelAsync(root, manifest, Cancelled);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Models__Folders__0"] = models,
            ["TrainingRuns__Engine"] = Path.Combine(RunningPortal.RepositoryRoot, "engine.sh"),
        };
        portal = await RunningPortal.StartAsync(settings, Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (portal is not null) await portal.DisposeAsync();
        if (chromium is not null) await chromium.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task FromFirstAdministratorToTheNextModel()
    {
        var administrator = await SetUpAdministratorAsync();
        var (name, password) = await CreateRadiologistAsync(administrator);
        var radiologist = await SignInAsync(name, password);

        await UploadAndWaitAsync(radiologist);
        await MoveTheMapSliderAsync(radiologist);
        await DisagreeAsync(radiologist);
        await ReadThePdfAsync(radiologist);
        await LookAtAsync(radiologist, "/", "worklist");

        await TrainWithTheFlaggedCaseAsync(administrator);
        await PutLiveAsync(administrator);
        await ChangeANetworkAsync(administrator);
        await LookAtAsync(administrator, "/models", "models");
        await LookAtAsync(administrator, "/audit", "audit");
    }

    private async Task<IPage> SetUpAdministratorAsync()
    {
        var line = await portal!.PrintedAsync(SetupLink(), Cancelled);
        var page = await chromium!.PageAsync(portal.Address);
        await page.GotoAsync(new Uri(line).PathAndQuery);
        await NoSeriousFaultAsync(page, "setup");
        await page.FillAsync("#name", "ada");
        await page.FillAsync("#password", Password);
        await page.ClickAsync("button[type=submit]");
        await InteractiveAsync(page);
        return page;
    }

    private static async Task<(string Name, string Password)> CreateRadiologistAsync(IPage page)
    {
        await GoAsync(page, "/accounts");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("roentgen");
        await page.GetByLabel("Radiologist").First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add account" }).ClickAsync();
        return ("roentgen", await page.Locator("[data-password]").InnerTextAsync());
    }

    private async Task<IPage> SignInAsync(string name, string password)
    {
        var page = await chromium!.PageAsync(portal!.Address);
        await page.GotoAsync("/Account/Login");
        await NoSeriousFaultAsync(page, "sign-in");
        await page.FillAsync("#name", name);
        await page.FillAsync("#password", password);
        await page.ClickAsync("button[type=submit]");
        await InteractiveAsync(page);
        return page;
    }

    private static async Task UploadAndWaitAsync(IPage page)
    {
        await GoAsync(page, "/upload");
        await page.GetByTestId("files").SetInputFilesAsync(new FilePayload { Name = "film.png", MimeType = "image/png", Buffer = PhantomSet.Film(901, pneumonia: true) });
        await page.Locator(".upload-list a[href^='/films/']").First.ClickAsync();
        await Assertions.Expect(page.GetByTestId("result")).ToHaveAttributeAsync("data-state", "done");
    }

    private static async Task MoveTheMapSliderAsync(IPage page)
    {
        await page.GetByTestId("map").ClickAsync();
        await page.GetByTestId("opacity").FillAsync("0.85");
        await Assertions.Expect(page.GetByTestId("opacity")).ToHaveValueAsync("0.85");
        await KeepPictureAsync(page, "study");
        await NoSeriousFaultAsync(page, "study");
    }

    private static async Task DisagreeAsync(IPage page)
    {
        await page.GetByTestId("disagree").ClickAsync();
        await page.Locator("[data-testid^='reason-']").First.CheckAsync();
        await page.GetByTestId("comment").FillAsync("checked by the story");
        await page.GetByTestId("save").ClickAsync();
        await Assertions.Expect(page.Locator(".flags")).ToContainTextAsync("checked by the story");
    }

    private static async Task ReadThePdfAsync(IPage page)
    {
        var link = await page.GetByTestId("report").GetAttributeAsync("href") ?? throw new InvalidOperationException("There is no report link.");
        var answer = await page.Context.APIRequest.GetAsync(link);
        using var pdf = PdfDocument.Open(await answer.BodyAsync());
        var text = string.Join(' ', pdf.GetPages().Select(p => p.Text));
        Assert.Equal(200, answer.Status);
        Assert.Contains("roentgen", text, StringComparison.Ordinal);
        Assert.Contains("diagnosis", text, StringComparison.OrdinalIgnoreCase); // of the disclaimer
    }

    private async Task TrainWithTheFlaggedCaseAsync(IPage page)
    {
        await GoAsync(page, "/training-runs/new");
        await NoSeriousFaultAsync(page, "new training run");
        await page.GetByLabel("Path of the labelled set").FillAsync(Path.Combine(root, "set", "manifest.csv"));
        await page.GetByLabel("Path of the labelled set").BlurAsync();
        await Assertions.Expect(page.GetByText("80 films of 80 patients")).ToBeVisibleAsync();
        await page.GetByLabel("Recipe to start from").ClickAsync(new() { Force = true });
        await page.Locator(".mud-popover-open .mud-list-item", new() { HasText = "Quick trial" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Take flagged cases in (1)")).ToBeCheckedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the run" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-state=done]")).ToBeVisibleAsync(new() { Timeout = 240_000 });
        await KeepPictureAsync(page, "training-run");
        await NoSeriousFaultAsync(page, "training run");
    }

    private static async Task PutLiveAsync(IPage page)
    {
        await page.GetByLabel("Why it is put live").FillAsync("It learnt the flagged case.");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = PutLive() }).ClickAsync();
        await Assertions.Expect(page.GetByText("This version is live.")).ToBeVisibleAsync();
    }

    private static async Task ChangeANetworkAsync(IPage page)
    {
        await LookAtAsync(page, "/networks", "networks");
        await page.GetByRole(AriaRole.Link, new() { Name = "lenet5" }).ClickAsync();
        await page.GetByLabel("kernel of layer 4, conv2").FillAsync("3");
        await Assertions.Expect(page.Locator(".layers ins").First).ToBeVisibleAsync();
        await page.GetByLabel("kernel of layer 4, conv2").FillAsync("40");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("nothing is left");
        await KeepPictureAsync(page, "network");
        await NoSeriousFaultAsync(page, "network");
    }

    private static async Task LookAtAsync(IPage page, string path, string name)
    {
        await GoAsync(page, path);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await KeepPictureAsync(page, name);
        await NoSeriousFaultAsync(page, name);
    }

    private static async Task GoAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await InteractiveAsync(page);
    }

    /// <summary>A click before the circuit is up is lost.</summary>
    private static Task InteractiveAsync(IPage page) =>
        page.Locator("[data-interactive=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    private static async Task NoSeriousFaultAsync(IPage page, string where)
    {
        var faults = (await page.RunAxe()).Violations
            .Where(v => v.Impact is "serious" or "critical")
            .Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Id}: {v.Help} ({string.Join("; ", v.Nodes.Select(n => n.Html).Take(3))})"))
            .ToArray();
        Assert.True(faults.Length == 0, $"axe on {where}: {string.Join('\n', faults)}");
    }

    /// <summary>Pictures for a person to look at, where a folder is named.</summary>
    private static async Task KeepPictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("XRAYPORTAL_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
    }

    [GeneratedRegex(@"http\S+/Account/Setup\?key=\S+", RegexOptions.None, 1000)]
    private static partial Regex SetupLink();

    [GeneratedRegex(@"^Put \S+ live$", RegexOptions.None, 1000)]
    private static partial Regex PutLive();
}
