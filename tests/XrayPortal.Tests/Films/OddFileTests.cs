using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using XrayPortal.Accounts;
using XrayPortal.Tests.Builders;
using Xunit;
using static XrayPortal.Tests.Films.FilmPortal;

namespace XrayPortal.Tests.Films;

/// <summary>What people send by mistake, and worse, over real HTTP: each file has its code and sentence, or is read right.</summary>
public sealed class OddFileTests(OddFileTests.LoggedPortal portal) : IClassFixture<OddFileTests.LoggedPortal>
{
    public static TheoryData<string> Labels => [.. OddFile.All.Select(f => f.Label)];

    [Theory]
    [MemberData(nameof(Labels))]
    public async Task Upload_OddFile_EndsAsItsRowSays(string label)
    {
        var odd = OddFile.All.Single(f => f.Label == label);
        using var client = await portal.Films.Host.ClientAsync(Roles.Radiologist);
        var (files, refusals) = (FilesOf(), await RefusalsAsync());

        using var answer = await client.PostAsync(new Uri("/api/v1/films", UriKind.Relative), Form((odd.Name, odd.Content)));

        var said = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("secret-ward", said, StringComparison.Ordinal);
        if (odd.Ends == "refused")
        {
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType });
            var problem = JsonDocument.Parse(said).RootElement;
            Assert.Equal(odd.Code, problem.GetProperty("code").GetString());
            AssertHelpful(problem.GetProperty("detail").GetString(), odd);
            Assert.Equal(files, FilesOf());
            Assert.Equal(refusals + 1, await RefusalsAsync());
        }
        else
        {
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            var receipt = JsonDocument.Parse(said).RootElement[0];
            Assert.Equal(odd.Kept, receipt.GetProperty("file").GetString());
            var film = await FinishedAsync(client, receipt.GetProperty("id").GetGuid());
            Assert.Equal((odd.Ends, odd.Code), (film.GetProperty("state").GetString(), film.GetProperty("reason").GetString()));
            Assert.Equal(odd.Ends == "done" ? 1 : 0, film.GetProperty("results").GetArrayLength());
            if (odd.Code is not null) AssertHelpful(film.GetProperty("reasonSentence").GetString(), odd);
            Assert.StartsWith("films/", Assert.Single(FilesOf().Except(files)), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode);
        Assert.DoesNotContain(portal.Log.All, line =>
            line.Contains("secret-ward", StringComparison.Ordinal) || line.Contains("jane-doe", StringComparison.Ordinal));
    }

    [Fact]
    public void Codes_OneForEachCause()
    {
        var codes = OddFile.All.Where(f => f.Code is not null).Select(f => (f.Cause, f.Code)).Distinct().ToList();

        Assert.Equal(codes.Count, codes.Select(c => c.Cause).Distinct().Count());
        Assert.Equal(codes.Count, codes.Select(c => c.Code).Distinct().Count());
        Assert.InRange(OddFile.All.Single(f => f.Label == "pixel bomb of 49 kB").Content.Length, 45_000, 51_000);
    }

    /// <summary>What is wrong, and what to do.</summary>
    private static void AssertHelpful(string? sentence, OddFile odd)
    {
        Assert.NotNull(sentence);
        Assert.Matches(@"\b[Ss]end|\b[Ee]xport|\b[Uu]npack|\b[Aa]sk\b", sentence);
        Assert.InRange(sentence.Length, 40, 300);
        Assert.Contains(odd.Says, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("jane-doe", sentence, StringComparison.Ordinal);
    }

    /// <summary>Everything below the data folder but the database.</summary>
    private List<string> FilesOf() =>
    [
        .. Directory.EnumerateFiles(portal.Films.Host.DataRoot, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(portal.Films.Host.DataRoot, f))
            .Where(f => !f.StartsWith("portal.db", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    private async Task<int> RefusalsAsync()
    {
        await using var db = await portal.Films.Host.DbAsync();
        return db.AuditEvents.Count(e => e.Action == "film.refused");
    }

    public sealed class LoggedPortal : IAsyncLifetime
    {
        public LoggedPortal() => Films = new FilmPortal
        {
            Configure = builder =>
            {
                builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Films:MaxFileBytes"] = "2000000" });
                builder.Logging.AddProvider(Log);
                builder.Logging.SetMinimumLevel(LogLevel.Information);
            },
        };

        public FilmPortal Films { get; }

        internal LogLines Log { get; } = new();

        public ValueTask InitializeAsync() => Films.InitializeAsync();

        public ValueTask DisposeAsync() => Films.DisposeAsync();
    }
}
