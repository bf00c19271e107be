using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using XrayPortal.Accounts;
using XrayPortal.EvaluationRuns;
using XrayPortal.Tests.Films;
using XrayPortal.Models;
using Xunit;

namespace XrayPortal.Tests.EvaluationRuns;

public sealed class EvaluationRunTests(FilmPortal portal) : IClassFixture<FilmPortal>, IDisposable
{
    private readonly string set = MakeSet();

    public void Dispose() => Directory.Delete(set, recursive: true);

    [Fact]
    public async Task Start_LabelledSet_EndsWithFiguresPlotsAndWorstErrors()
    {
        using var client = await ClientAsync();

        var id = await BeginAsync(client, new { model = "tiny", version = "1.0.0", dataPath = set });
        var run = await EndedAsync(client, id);

        Assert.Equal("done", run.GetProperty("state").GetString());
        var metrics = run.GetProperty("metrics").GetProperty("metrics");
        Assert.Equal(8, metrics.GetProperty("films").GetInt32());
        Assert.InRange(metrics.GetProperty("auroc").GetProperty("value").GetDouble(), 0.5, 0.99);
        foreach (var file in run.GetProperty("files").EnumerateArray().Select(f => f.GetString()!))
        {
            using var answer = await client.GetAsync(new Uri(file, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
        }

        using var worst = await client.GetAsync(new Uri($"/api/v1/evaluation-runs/{id}/files/worst-00.png", UriKind.Relative));
        Assert.Equal("image/png", worst.Content.Headers.ContentType?.MediaType);
        Assert.Equal([EvaluationRunEvents.StartedAction, EvaluationRunEvents.EndedAction], (await portal.Host.AuditOfAsync(id)).Select(e => e.Action));
    }

    [Fact]
    public async Task Files_TablesOfARun_AreCsvWithIntervals()
    {
        var views = EvaluationSet.Write(Path.Combine(set, "views"));
        using var client = await ClientAsync();

        var id = await BeginAsync(client, new { model = "tiny", version = "1.0.0", dataPath = views, by = new[] { "view" }, probes = true });
        var run = await EndedAsync(client, id);

        Assert.Equal("view", run.GetProperty("request").GetProperty("by")[0].GetString());
        Assert.Contains(run.GetProperty("files").EnumerateArray(), f => f.GetString()!.EndsWith("/groups.csv", StringComparison.Ordinal));
        var groups = await LinesAsync("groups.csv");
        Assert.StartsWith("column,value,films,patients,pneumonia,not_assessed,auroc,auroc_low,auroc_high", groups[0], StringComparison.Ordinal);
        Assert.StartsWith("view,AP,24,24,12,0,", groups[1], StringComparison.Ordinal);
        Assert.Equal(groups[0].Split(',').Length, groups[1].Split(',').Length);
        Assert.StartsWith("AUROC,", (await LinesAsync("figures.csv"))[1], StringComparison.Ordinal);
        Assert.StartsWith("the model,,", (await LinesAsync("probes.csv"))[^1], StringComparison.Ordinal);
        Assert.Equal("threshold,model,treat_all", (await LinesAsync("decision.csv"))[0]);

        async Task<string[]> LinesAsync(string name) =>
            (await client.GetStringAsync(new Uri($"/api/v1/evaluation-runs/{id}/files/{name}", UriKind.Relative))).TrimEnd().Split('\n');
    }

    [Fact]
    public async Task File_NameOutsideTheList_IsNotGivenOut()
    {
        using var client = await ClientAsync();
        var id = await BeginAsync(client, new { model = "tiny", version = "1.0.0", dataPath = set });
        await EndedAsync(client, id);

        foreach (var name in (string[])["worst.json", "..%2F..%2Fportal.db", "%2Fetc%2Fpasswd", "roc.svg.exe"])
        {
            using var answer = await client.GetAsync(new Uri($"/api/v1/evaluation-runs/{id}/files/{name}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Start_BadDraft_IsRefusedWithItsCode()
    {
        using var client = await ClientAsync();
        (object Draft, string Code)[] drafts =
        [
            (new { model = "tiny", version = "9.9.9", dataPath = set }, "model.not-found"),
            (new { model = "tiny", version = "1.0.0", dataPath = "set" }, "evaluation-run.data-path"),
            (new { model = "tiny", version = "1.0.0", dataPath = set + "/none" }, "set.not-found"),
            (new { model = "tiny", version = "1.0.0", dataPath = set, split = new string('x', 50) }, "evaluation-run.split"),
            (new { model = "tiny", version = "1.0.0", dataPath = Path.Combine(set, "normal") }, "set.no-class-folders"),
            (new { model = "tiny", version = "1.0.0", dataPath = set, by = new[] { "scanner" } }, "evaluation.no-such-column"),
            (new { model = "tiny", version = "1.0.0", dataPath = set, by = Enumerable.Range(0, 7).Select(i => $"c{i}") }, "evaluation-run.too-many-columns"),
            (new { model = "tiny", version = "1.0.0", dataPath = set, ageGroup = "adults" }, "evaluation.no-such-age-group"),
            (new { model = "tiny", version = "1.0.0", dataPath = set, prevalence = 1.5 }, "evaluation-run.prevalence"),
        ];

        foreach (var (draft, code) in drafts)
        {
            using var answer = await client.PostAsJsonAsync(new Uri("/api/v1/evaluation-runs", UriKind.Relative), draft);
            Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task Calls_OutsideTheRole_AreForbidden()
    {
        using var radiologist = await portal.Host.ClientAsync(Roles.Radiologist);

        using var answer = await radiologist.PostAsJsonAsync(
            new Uri("/api/v1/evaluation-runs", UriKind.Relative), new { model = "tiny", version = "1.0.0", dataPath = set });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static async Task<Guid> BeginAsync(HttpClient client, object draft)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("/api/v1/evaluation-runs", UriKind.Relative), draft);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static async Task<JsonElement> EndedAsync(HttpClient client, Guid id)
    {
        var run = default(JsonElement);
        await Eventually.TrueAsync(
            async () =>
            {
                run = await client.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/evaluation-runs/{id}", UriKind.Relative));
                return run.GetProperty("state").GetString() is "done" or "failed";
            },
            seconds: 60);
        return run;
    }

    /// <summary>Bright is suggestive for the tiny model; one film of each class is labelled against that.</summary>
    private static string MakeSet()
    {
        var root = Directory.CreateTempSubdirectory("xrayportal-set-").FullName;
        foreach (var (label, means) in new[] { ("normal", new[] { 0.2, 0.3, 0.35, 0.75 }), ("pneumonia", new[] { 0.8, 0.7, 0.65, 0.25 }) })
        {
            Directory.CreateDirectory(Path.Combine(root, label));
            for (var i = 0; i < means.Length; i++) File.WriteAllBytes(Path.Combine(root, label, $"{label}-{i}.png"), FilmPortal.Png(means[i], i));
        }

        return root;
    }

    private async Task<HttpClient> ClientAsync()
    {
        await portal.Host.Get<ModelRegistry>().LoadedAsync(CancellationToken.None);
        return await portal.Host.ClientAsync(Roles.Administrator);
    }
}
