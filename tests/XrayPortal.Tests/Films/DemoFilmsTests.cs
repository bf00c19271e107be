using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using XrayPortal.Films;
using XrayPortal.Inference.Scoring;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Films;

public sealed class DemoFilmsTests
{
    [Fact]
    public async Task Seed_ShippedModel_GivesADozenDrawnFilmsWithBothCallsAndAddsNoneTheSecondTime()
    {
        var models = Path.Combine(Repository.Root, "models");
        Assert.SkipUnless(File.Exists(Path.Combine(models, "chest-xray-pneumonia", "1.0.0", "model.onnx")), "No model is shipped in this tree.");
        await using var host = await PortalHost.StartAsync(builder => builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Models:Folders:0"] = models }));

        await host.Get<DemoFilms>().SeedAsync(TestContext.Current.CancellationToken);
        await host.Get<DemoFilms>().SeedAsync(TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(async () =>
        {
            await using var db = await host.DbAsync();
            return !await db.Films.AnyAsync(f => f.State == FilmState.Queued || f.State == FilmState.Running);
        });
        await using var db = await host.DbAsync();
        Assert.All(await db.Films.ToListAsync(), f => Assert.Equal((true, FilmState.Done), (f.Synthetic, f.State)));
        var calls = await db.FilmResults.GroupBy(r => r.Call).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count);
        Assert.Equal(12, calls.Values.Sum());
        Assert.True(calls.GetValueOrDefault(Wording.Suggestive) >= 3 && calls.GetValueOrDefault(Wording.NotFound) >= 3);
    }
}
