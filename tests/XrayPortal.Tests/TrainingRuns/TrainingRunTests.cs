using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using XrayPortal.Accounts;
using XrayPortal.Flags;
using XrayPortal.Models;
using XrayPortal.Tests.Films;
using XrayPortal.TrainingRuns;
using Xunit;

namespace XrayPortal.Tests.TrainingRuns;

public sealed class TrainingRunTests
{
    [Fact]
    public async Task Start_WholeRun_EndsInAModelVersionOnTheShelf()
    {
        await using var portal = await TrainingPortal.StartAsync(new ScriptedEngine());

        var id = await portal.BeginAsync();
        var run = await portal.EndedAsync(id);

        Assert.Equal("done", TrainingPortal.State(run));
        Assert.Equal(("trial", "1.0.0"), (run.GetProperty("modelName").GetString(), run.GetProperty("modelVersion").GetString()));
        Assert.Equal(2, run.GetProperty("epochs").GetArrayLength());
        Assert.Equal(0.9, run.GetProperty("metrics").GetProperty("auroc").GetDouble());
        Assert.NotNull(portal.Host.Get<ModelRegistry>().Find("trial", "1.0.0"));
        Assert.Equal(
            [TrainingRunEvents.StartedAction, TrainingRunEvents.EndedAction], (await portal.Host.AuditOfAsync(id)).Select(e => e.Action));
        var log = await portal.Client.GetStringAsync(new Uri($"/api/v1/training-runs/{id}/log", UriKind.Relative));
        Assert.All(log.TrimEnd().Split('\n'), line => Assert.StartsWith("{\"event\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_SameNameAgain_MakesTheNextVersionAndTheLiveOneStays()
    {
        await using var portal = await TrainingPortal.StartAsync(new ScriptedEngine());
        await portal.EndedAsync(await portal.BeginAsync());
        await portal.Host.Get<ModelRegistry>().RefreshAsync(CancellationToken.None); // nobody had chosen: the first one is live now

        var run = await portal.EndedAsync(await portal.BeginAsync());

        Assert.Equal("1.0.1", run.GetProperty("modelVersion").GetString());
        Assert.Equal("1.0.0", portal.Host.Get<ModelRegistry>().Live?.Manifest.Version);
    }

    [Fact]
    public async Task Start_FlaggedCasesTicked_HandsThemToTheEngine()
    {
        await using var films = new FilmPortalScope();
        await using var portal = await TrainingPortal.StartAsync(new ScriptedEngine(), null, ("Models:Folders:0", films.ModelFolder));
        using var radiologist = await portal.Host.ClientAsync(Roles.Radiologist);
        await portal.Host.Get<ModelRegistry>().RefreshAsync(CancellationToken.None);
        var film = await FilmPortal.UploadAsync(radiologist, FilmPortal.Png(0.8, 31));
        await FilmPortal.FinishedAsync(radiologist, film);
        await portal.Host.Get<FlagService>().RaiseAsync(
            film, new FlagDraft("disagree", "normal", "other"), await portal.Host.ReaderAsync(Roles.Radiologist), CancellationToken.None);

        var id = await portal.BeginAsync(portal.Draft(includeFlagged: true));
        await portal.EndedAsync(id);

        var extra = Path.Combine(portal.Host.DataRoot, "runs", id.ToString(), "flagged");
        Assert.Contains($"--extra {extra}", portal.Engine.Calls[0], StringComparison.Ordinal);
        var manifest = await File.ReadAllLinesAsync(Path.Combine(extra, "manifest.csv"));
        Assert.Contains(",normal,", Assert.Single(manifest[1..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_RunUnderWay_EndsWithACheckpointAndGoesOnFromIt()
    {
        await using var portal = await TrainingPortal.StartAsync(new ScriptedEngine("wait"));
        var id = await portal.BeginAsync();
        await portal.UnderWayAsync(id);

        using var asked = await portal.Client.PostAsync(new Uri($"/api/v1/training-runs/{id}/stop", UriKind.Relative), null);
        var stopped = await portal.EndedAsync(id);
        using var resumed = await portal.Client.PostAsync(new Uri($"/api/v1/training-runs/{id}/resume", UriKind.Relative), null);
        var done = await portal.EndedAsync(id);

        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        Assert.Equal("stopped", TrainingPortal.State(stopped));
        Assert.Contains("Stopped by test-administrator. It can go on", stopped.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, resumed.StatusCode);
        Assert.Equal("done", TrainingPortal.State(done));
        Assert.Equal(["train --data", "train --resume"], portal.Engine.Calls.Select(c => string.Join(' ', c.Split(' ')[..2])));
    }

    [Fact]
    public async Task Stop_EngineThatDoesNotListen_IsKilled()
    {
        await using var portal = await TrainingPortal.StartAsync(new ScriptedEngine("deaf"));
        var id = await portal.BeginAsync();
        await portal.UnderWayAsync(id);

        using var asked = await portal.Client.PostAsync(new Uri($"/api/v1/training-runs/{id}/stop", UriKind.Relative), null);
        var stopped = await portal.EndedAsync(id);

        Assert.Equal("stopped", TrainingPortal.State(stopped));
        Assert.False(File.Exists(Path.Combine(portal.Host.DataRoot, "runs", id.ToString(), "engine.pid")));
    }

    [Fact]
    public async Task Stop_RunThatHasEnded_IsRefused()
    {
        await using var portal = await TrainingPortal.StartAsync(new ScriptedEngine());
        var id = await portal.BeginAsync();
        await portal.EndedAsync(id);

        using var answer = await portal.Client.PostAsync(new Uri($"/api/v1/training-runs/{id}/stop", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Theory]
    [InlineData("crash", "train --resume")]
    [InlineData("early-crash", "train --data")]
    public async Task Start_EngineKilled_IsTakenUpAgain(string mode, string second)
    {
        await using var portal = await TrainingPortal.StartAsync(new ScriptedEngine(mode));

        var run = await portal.EndedAsync(await portal.BeginAsync());

        Assert.Equal("done", TrainingPortal.State(run));
        Assert.Equal(["train --data", second], portal.Engine.Calls.Select(c => string.Join(' ', c.Split(' ')[..2])));
        Assert.Equal(2, run.GetProperty("epochs").GetArrayLength()); // the first epoch, said twice, counts once
    }

    [Fact]
    public async Task Portal_StoppedAndStartedAgain_ResumesTheRun()
    {
        using var engine = new ScriptedEngine("wait");
        var data = Directory.CreateTempSubdirectory("xrayportal-data-").FullName;
        var first = await TrainingPortal.StartAsync(engine, data);
        var id = await first.BeginAsync();
        await first.UnderWayAsync(id);
        await first.DisposeAsync();

        await using (var second = await first.AgainAsync())
        {
            var run = await second.EndedAsync(id);

            Assert.Equal("done", TrainingPortal.State(run));
            Assert.StartsWith("train --resume", engine.Calls[1], StringComparison.Ordinal);
        }

        Directory.Delete(data, recursive: true);
    }

    [Theory]
    [InlineData("refuse", "All films of the set have the same label.")]
    [InlineData("fail", "The disk is full.")]
    public async Task Start_EngineSaysNo_FailsWithItsSentence(string mode, string sentence)
    {
        await using var portal = await TrainingPortal.StartAsync(new ScriptedEngine(mode));

        var run = await portal.EndedAsync(await portal.BeginAsync());

        Assert.Equal("failed", TrainingPortal.State(run));
        Assert.Equal(sentence, run.GetProperty("message").GetString());
        Assert.Single(portal.Engine.Calls); // a no is not tried again
    }

    [Fact]
    public async Task Start_EngineMissing_IsSaidAtOnce()
    {
        var engine = new ScriptedEngine();
        await using var portal = await TrainingPortal.StartAsync(engine);
        File.Delete(engine.Path);

        using var answer = await portal.Client.PostAsJsonAsync(new Uri("/api/v1/training-runs", UriKind.Relative), portal.Draft());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("training-run.engine-missing", await CodeAsync(answer));
    }

    [Fact]
    public async Task Start_BadDraft_IsRefusedWithItsCode()
    {
        var engine = new ScriptedEngine();
        await using var portal = await TrainingPortal.StartAsync(engine, null, ("TrainingRuns:DataRoots:0", engine.Set));
        var link = Path.Combine(engine.Set, "way-out");
        Directory.CreateSymbolicLink(link, "/etc");
        (object Draft, string Code)[] drafts =
        [
            (new { name = "Not A Slug", dataPath = engine.Set }, "training-run.name"),
            (new { name = "../../etc", dataPath = engine.Set }, "training-run.name"),
            (new { name = "trial", dataPath = "relative/set" }, "training-run.data-path"),
            (new { name = "trial", dataPath = "/etc" }, "training-run.data-not-allowed"),
            (new { name = "trial", dataPath = engine.Set + "/../mode" }, "training-run.data-not-allowed"),
            (new { name = "trial", dataPath = link }, "training-run.data-not-allowed"),
            (new { name = "trial", dataPath = Path.Combine(engine.Set, "none") }, "set.not-found"),
            (new { name = "trial", dataPath = engine.Set, preset = "none" }, "training-run.no-such-preset"),
            (new { name = "trial", dataPath = engine.Set, recipe = new { epochz = 3 } }, "training-run.recipe-field"),
            (new { name = "trial", dataPath = engine.Set, recipe = new { epochs = "three" } }, "training-run.recipe-field"),
            (new { name = "trial", dataPath = engine.Set, recipe = new { weights = "/etc/passwd" } }, "training-run.recipe"),
            (new { name = "trial", dataPath = engine.Set, recipe = new { batchSize = 100000 } }, "training-run.recipe"),
        ];

        foreach (var (draft, code) in drafts)
        {
            using var answer = await portal.Client.PostAsJsonAsync(new Uri("/api/v1/training-runs", UriKind.Relative), draft);
            Assert.Equal(code, await CodeAsync(answer));
        }

        Assert.Empty(engine.Calls);
    }

    [Theory]
    [InlineData(Roles.Radiologist)]
    [InlineData(Roles.Clinician)]
    [InlineData(Roles.Adjudicator)]
    [InlineData(Roles.Auditor)]
    public async Task Calls_OutsideTheRole_AreForbidden(string role)
    {
        await using var portal = await TrainingPortal.StartAsync(new ScriptedEngine());
        using var client = await portal.Host.ClientAsync(role);

        using var start = await client.PostAsJsonAsync(new Uri("/api/v1/training-runs", UriKind.Relative), portal.Draft());
        using var read = await client.GetAsync(new Uri($"/api/v1/training-runs/{Guid.CreateVersion7()}/log", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, start.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, read.StatusCode);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();

    /// <summary>A folder with the tiny model, for a portal of one's own.</summary>
    private sealed class FilmPortalScope : IAsyncDisposable
    {
        public FilmPortalScope() =>
            XrayPortal.Inference.Tests.Builders.TestPackage.Write(Path.Combine(ModelFolder, "tiny", "1.0.0"));

        public string ModelFolder { get; } = Directory.CreateTempSubdirectory("xrayportal-models-").FullName;

        public ValueTask DisposeAsync()
        {
            Directory.Delete(ModelFolder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
