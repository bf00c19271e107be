using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using XrayPortal.Accounts;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Tests.Builders;
using XrayPortal.Models;
using XrayPortal.Tests.Builders;
using XrayPortal.Tests.Films;
using Xunit;

namespace XrayPortal.Tests.Models;

public sealed class ModelRegistryTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrayportal-models-").FullName;
    private PortalHost portal = null!;

    private ModelRegistry Models => portal.Get<ModelRegistry>();

    public async ValueTask InitializeAsync()
    {
        Place("1.9.0");
        Place("1.10.0");
        portal = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Live_FirstStart_IsTheHighestVersionOnTheRecord()
    {
        Assert.Equal("1.10.0", Models.Live?.Manifest.Version);
        Assert.Contains(await portal.AuditOfAsync("tiny/1.10.0"), e => e is { Action: ModelEvents.ActivatedAction, ActorName: "system" });
    }

    [Fact]
    public async Task Live_HigherVersionAppears_StaysUntilSomebodyActivatesIt()
    {
        Place("2.0.0");
        await Models.RefreshAsync(CancellationToken.None);

        Assert.Equal("1.10.0", Models.Live?.Manifest.Version);
        Assert.NotNull(Models.Find("tiny", "2.0.0"));
    }

    [Fact]
    public async Task Activate_OtherVersion_SwapsTheScorerWhileFilmsKeepTheirs()
    {
        using var film = Models.Borrow().Value;

        var result = await Models.ActivateAsync("tiny", "1.9.0", "Fewer false alarms.", await AdministratorAsync(), CancellationToken.None);

        Assert.Null(result.Refusal);
        using var next = Models.Borrow().Value;
        Assert.Equal("1.9.0", next.Scorer.Package.Manifest.Version);
        Assert.Equal("1.10.0", film.Scorer.Package.Manifest.Version);
        Assert.False(film.Scorer.Score(Grey()).IsRefused); // the replaced one still works for the film that has it
        Assert.Contains(await portal.AuditOfAsync("tiny/1.9.0"), e => e is { ActorName: "test-administrator", Outcome: "done" } && e.Detail.StartsWith("Fewer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Activate_ReplacedScorer_IsDisposedWhenItsLastFilmEnds()
    {
        var film = Models.Borrow().Value;
        await Models.ActivateAsync("tiny", "1.9.0", "A try.", await AdministratorAsync(), CancellationToken.None);

        Assert.False(film.Owner.IsGone);
        film.Dispose();

        Assert.True(film.Owner.IsGone);
    }

    [Theory]
    [InlineData("1.10.0", "Again.", "model.live-already")]
    [InlineData("3.0.0", "Try.", "model.not-found")]
    [InlineData("1.9.0", "  ", "model.reason-missing")]
    public async Task Activate_NotPossible_RefusesAndAudits(string version, string reason, string code)
    {
        var result = await Models.ActivateAsync("tiny", version, reason, await AdministratorAsync(), CancellationToken.None);

        Assert.Equal(code, result.Refusal?.Code);
        Assert.Equal("1.10.0", Models.Live?.Manifest.Version);
        Assert.Contains(await portal.AuditOfAsync($"tiny/{version}"), e => e.Outcome == "refused" && e.Detail == code);
    }

    [Fact]
    public async Task Activate_FileChangedSinceItWasRead_RefusesByItsHash()
    {
        var onnx = Path.Combine(folder, "tiny", "1.9.0", ModelPackage.OnnxName);
        var bytes = await File.ReadAllBytesAsync(onnx);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(onnx, bytes);

        var result = await Models.ActivateAsync("tiny", "1.9.0", "Try.", await AdministratorAsync(), CancellationToken.None);

        Assert.Equal("package.hash", result.Refusal?.Code);
    }

    [Fact]
    public async Task Activate_PackageThatTellsClassesApart_IsListedAndRefused()
    {
        TestPackage.WriteClasses(Path.Combine(folder, "digits", "9.0.0"), change: m => m with { Name = "digits", Version = "9.0.0" });
        await Models.RefreshAsync(CancellationToken.None);

        var result = await Models.ActivateAsync("digits", "9.0.0", "Try.", await AdministratorAsync(), CancellationToken.None);

        Assert.NotNull(Models.Find("digits", "9.0.0"));
        Assert.Equal("package.not-for-films", result.Refusal?.Code);
        Assert.Equal("1.10.0", Models.Live?.Manifest.Version);
    }

    [Fact]
    public async Task Live_FirstStart_PassesPackagesOverThatAreNotForFilms()
    {
        TestPackage.WriteClasses(Path.Combine(folder, "tiny", "9.0.0"), change: m => m with { Version = "9.0.0" });

        await using var fresh = await StartAsync();

        Assert.Equal("1.10.0", fresh.Get<ModelRegistry>().Live?.Manifest.Version);
    }

    [Fact]
    public async Task List_BrokenPackages_SayWhy()
    {
        Directory.CreateDirectory(Path.Combine(folder, "tiny", "3.0.0"));
        TestPackage.Write(Path.Combine(folder, "other", "1.0.0")); // its manifest says tiny 1.0.0
        await Models.RefreshAsync(CancellationToken.None);

        Assert.Equal("package.manifest-missing", Models.Get("tiny", "3.0.0").Refusal?.Code);
        Assert.Equal("model.misplaced", Models.Get("other", "1.0.0").Refusal?.Code);
    }

    [Fact]
    public async Task Live_PackageVanished_IsNoneRatherThanAnother()
    {
        Directory.Delete(Path.Combine(folder, "tiny", "1.10.0"), recursive: true);
        await portal.DisposeAsync();

        portal = await StartAsync(portal.DataRoot);

        Assert.Null(Models.Live); // 1.9.0 is there, but nobody chose it
        Assert.Equal("model.live-is-gone", Models.LiveRefusal?.Code);
        var ready = await portal.Anonymous.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("not here any more", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adopt_PackageOfARun_IsListedAndNotLive()
    {
        var made = TestPackage.Write(Path.Combine(folder, "..", Path.GetFileName(folder) + "-made"), change: m => m with { Version = "1.10.1" });

        var adopted = await Models.AdoptAsync(made, "a test", CancellationToken.None);
        var again = await Models.AdoptAsync(made, "a test", CancellationToken.None);

        Directory.Delete(made, recursive: true);
        Assert.False(adopted.IsRefused);
        Assert.False(again.IsRefused); // the same package once more, after a crash, is no conflict
        Assert.Equal("1.10.0", Models.Live?.Manifest.Version);
        Assert.StartsWith(portal.DataRoot, Models.Find("tiny", "1.10.1")?.Directory, StringComparison.Ordinal);
        Assert.Equal("1.10.2", Models.NextVersion("tiny"));
    }

    [Fact]
    public async Task Get_Models_ListsThemForReadersAndActivatesForAdministratorsOnly()
    {
        using var clinician = await portal.ClientAsync(Roles.Clinician);
        using var administrator = await portal.ClientAsync(Roles.Administrator);

        var list = await clinician.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/models", UriKind.Relative));
        var forbidden = await clinician.PostAsJsonAsync(new Uri("/api/v1/models/tiny/1.9.0/activate", UriKind.Relative), new { reason = "I like it." });
        var done = await administrator.PostAsJsonAsync(new Uri("/api/v1/models/tiny/1.9.0/activate", UriKind.Relative), new { reason = "Agreed." });
        var view = await clinician.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/models/tiny/1.9.0", UriKind.Relative));

        Assert.Equal(["1.10.0", "1.9.0"], list.EnumerateArray().Select(m => m.GetProperty("version").GetString()));
        Assert.True(list[0].GetProperty("live").GetBoolean());
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.True(view.GetProperty("live").GetBoolean());
        Assert.False(view.TryGetProperty("gate", out _));
    }

    private static XrayPortal.Imaging.Grey.GreyImage Grey()
    {
        var pixels = new float[64 * 64];
        Array.Fill(pixels, 0.6f);
        return new XrayPortal.Imaging.Grey.GreyImage(64, 64, pixels);
    }

    private Task<Reader> AdministratorAsync() => portal.ReaderAsync(Roles.Administrator);

    private void Place(string version) => TestPackage.Write(Path.Combine(folder, "tiny", version), change: m => m with { Version = version });

    private async Task<PortalHost> StartAsync(string? dataRoot = null)
    {
        var host = await PortalHost.StartAsync(
            builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Models:Folders:0"] = folder }),
            dataRoot ?? Directory.CreateTempSubdirectory("xrayportal-data-").FullName);
        await host.Get<ModelRegistry>().LoadedAsync(CancellationToken.None);
        return host;
    }
}
