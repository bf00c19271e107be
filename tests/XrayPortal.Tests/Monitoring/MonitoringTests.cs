using XrayPortal.Accounts;
using XrayPortal.Tests.Films;
using Xunit;

namespace XrayPortal.Tests.Monitoring;

public sealed class MonitoringTests(FilmPortal portal) : IClassFixture<FilmPortal>
{
    [Fact]
    public async Task Metrics_AfterAFilm_CountItWithItsDurations()
    {
        using var radiologist = await portal.Host.ClientAsync(Roles.Radiologist);
        using var administrator = await portal.Host.ClientAsync(Roles.Administrator);
        await FilmPortal.FinishedAsync(radiologist, await FilmPortal.UploadAsync(radiologist, FilmPortal.Png(0.8, 77)));

        var text = "";
        await Eventually.TrueAsync(async () =>
        {
            text = await administrator.GetStringAsync(new Uri("/metrics", UriKind.Relative));
            return text.Contains("xrayportal_films_finished_total{", StringComparison.Ordinal)
                && text.Contains("xrayportal_films_scoring_seconds_count", StringComparison.Ordinal);
        });

        Assert.Contains("state=\"done\"", text, StringComparison.Ordinal);
        Assert.Contains("xrayportal_films_duration_seconds_count", text, StringComparison.Ordinal);
        Assert.Contains("xrayportal_disk_free_bytes", text, StringComparison.Ordinal);
        Assert.Contains("xrayportal_model_live", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_ModelLive_SaysWhich()
    {
        await Eventually.TrueAsync(async () =>
            (await portal.Host.Anonymous.GetStringAsync(new Uri("/health/ready", UriKind.Relative))).Contains("tiny 1.0.0 is live", StringComparison.Ordinal));
    }
}
