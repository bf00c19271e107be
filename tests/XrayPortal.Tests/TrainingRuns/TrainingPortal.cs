using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using XrayPortal.Accounts;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.TrainingRuns;

/// <summary>A portal beside a scripted engine, without a shipped model.</summary>
internal sealed class TrainingPortal : IAsyncDisposable
{
    private readonly bool ownsFolder;

    private TrainingPortal(ScriptedEngine engine, bool ownsFolder) => (Engine, this.ownsFolder) = (engine, ownsFolder);

    public ScriptedEngine Engine { get; }

    public PortalHost Host { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public static async Task<TrainingPortal> StartAsync(ScriptedEngine engine, string? dataRoot = null, params (string Name, string Value)[] settings)
    {
        var portal = new TrainingPortal(engine, dataRoot is null);
        portal.Host = await PortalHost.StartAsync(Configure(engine, settings), dataRoot);
        portal.Client = await portal.Host.ClientAsync(Roles.Administrator);
        return portal;
    }

    /// <summary>The portal once more on the same data, after it was stopped; its accounts and tokens are those of before.</summary>
    public async Task<TrainingPortal> AgainAsync()
    {
        var (token, root) = (Client.DefaultRequestHeaders.Authorization, Host.DataRoot);
        var again = new TrainingPortal(Engine, ownsFolder: false) { Host = await PortalHost.StartAsync(Configure(Engine, []), root) };
        again.Client = again.Host.NewClient();
        again.Client.DefaultRequestHeaders.Authorization = token;
        return again;
    }

    public object Draft(bool includeFlagged = false) => new { name = "trial", dataPath = Engine.Set, preset = "phantom", includeFlagged };

    public async Task<Guid> BeginAsync(object? draft = null)
    {
        using var answer = await Client.PostAsJsonAsync(new Uri("/api/v1/training-runs", UriKind.Relative), draft ?? Draft());
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    public Task<JsonElement> GetAsync(Guid id) => Client.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/training-runs/{id}", UriKind.Relative));

    public async Task<JsonElement> WaitAsync(Guid id, Func<JsonElement, bool> condition, int seconds = 60)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            var run = await GetAsync(id);
            if (condition(run)) return run;
            Assert.False(limit.IsCancellationRequested, $"Still {run}");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    public Task<JsonElement> EndedAsync(Guid id) => WaitAsync(id, r => State(r) is "done" or "failed" or "stopped");

    /// <summary>Waits until the engine has finished an epoch and waits itself.</summary>
    public Task<JsonElement> UnderWayAsync(Guid id) => WaitAsync(id, r => State(r) == "running" && r.GetProperty("epochs").GetArrayLength() > 0);

    public static string State(JsonElement run) => run.GetProperty("state").GetString()!;

    private static Action<Microsoft.AspNetCore.Builder.WebApplicationBuilder> Configure(ScriptedEngine engine, (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["TrainingRuns:Engine"] = engine.Path,
            ["TrainingRuns:StopGraceSeconds"] = "2",
            ["Models:Folders:0"] = Path.Combine(engine.Folder, "no-models"),
            ["EvaluationRuns:Resamples"] = "50",
        };
        foreach (var (name, value) in settings) all[name] = value;
        return builder => builder.Configuration.AddInMemoryCollection(all);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        if (ownsFolder) Engine.Dispose();
    }
}
