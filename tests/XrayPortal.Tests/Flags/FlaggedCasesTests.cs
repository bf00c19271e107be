using XrayPortal.Accounts;
using XrayPortal.Flags;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Tests.Films;
using Xunit;
using static XrayPortal.Tests.Films.FilmPortal;

namespace XrayPortal.Tests.Flags;

public sealed class FlaggedCasesTests : IAsyncLifetime
{
    private readonly FilmPortal portal = new();
    private readonly string folder = Directory.CreateTempSubdirectory("xrayportal-flagged-").FullName;

    public ValueTask InitializeAsync() => portal.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Export_JudgedFilms_GivesASetThatTrainingReads()
    {
        using var client = await portal.Host.ClientAsync(Roles.Radiologist);
        var wrong = await ScoredAsync(client, 0.8, 1);
        var right = await ScoredAsync(client, 0.3, 2);
        var unsure = await ScoredAsync(client, 0.3, 3);
        var disputed = await ScoredAsync(client, 0.3, 4);
        await ScoredAsync(client, 0.3, 5); // judged by nobody
        await RaiseAsync(wrong, new FlagDraft("disagree", "normal", "no-opacity"), Roles.Radiologist);
        await RaiseAsync(right, new FlagDraft("agree"), Roles.Radiologist);
        await RaiseAsync(unsure, new FlagDraft("disagree", null, "poor-film"), Roles.Radiologist);
        await RaiseAsync(disputed, new FlagDraft("agree"), Roles.Radiologist);
        await RaiseAsync(disputed, new FlagDraft("disagree", "pneumonia", "missed-opacity"), Roles.Adjudicator);

        var export = await portal.Host.Get<FlaggedCases>().ExportAsync(folder, CancellationToken.None);

        Assert.Equal((2, 2), (export.Films, export.LeftOut));
        var lines = await File.ReadAllLinesAsync(export.Manifest);
        Assert.StartsWith("file,label,patient,split,source", lines[0], StringComparison.Ordinal);
        var set = LabelledSet.Open(export.Manifest, "train", oneClassIsEnough: true).Value;
        Assert.Equal(2, set.Films.Count);
        Assert.All(set.Films, r => Assert.True(File.Exists(r.File)));
    }

    private static async Task<Guid> ScoredAsync(HttpClient client, double mean, int seed)
    {
        var id = await UploadAsync(client, Png(mean, seed));
        await FinishedAsync(client, id);
        return id;
    }

    private async Task RaiseAsync(Guid film, FlagDraft draft, string role) =>
        _ = (await portal.Host.Get<FlagService>().RaiseAsync(film, draft, await portal.Host.ReaderAsync(role), CancellationToken.None)).Value;
}
