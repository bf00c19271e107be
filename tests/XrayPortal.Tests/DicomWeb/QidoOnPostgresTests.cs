using Microsoft.EntityFrameworkCore;
using Npgsql;
using XrayPortal.Data;
using XrayPortal.DicomWeb;
using Xunit;

namespace XrayPortal.Tests.DicomWeb;

/// <summary>Searches are written in SQL for the other database, too. No server is asked: what cannot be translated fails before one is looked for.</summary>
public sealed class QidoOnPostgresTests
{
    [Theory]
    [InlineData("PatientID", "P-1")]
    [InlineData("PatientID", "P-*")]
    [InlineData("ModalitiesInStudy", "C?")]
    [InlineData("StudyDate", "20260101-20260201")]
    [InlineData("StudyDate", "-20260201")]
    [InlineData("SOPInstanceUID", "1.2.3,1.2.4")]
    public async Task Search_EveryKindOfMatching_ReachesTheServer(string attribute, string value)
    {
        var query = QidoQuery.Parse([new(attribute, value)]).Value;
        var catalogue = new StudyCatalogue(new Unreachable());

        var search = await Record.ExceptionAsync(() => catalogue.SearchAsync(query, f => f.StudyInstanceUid, films => films.Count, TestContext.Current.CancellationToken));
        var find = await Record.ExceptionAsync(() => catalogue.FindAsync("1.2.3", "1.2.4", null, TestContext.Current.CancellationToken));

        Assert.All([search, find], fault => Assert.IsAssignableFrom<NpgsqlException>(fault?.InnerException)); // EF Core wraps what may be passing
    }

    private sealed class Unreachable : IDbContextFactory<PortalDb>
    {
        public PortalDb CreateDbContext() =>
            new PostgresPortalDb(new DbContextOptionsBuilder<PostgresPortalDb>().UseNpgsql("Host=127.0.0.1;Port=1;Timeout=2;Username=nobody").Options);
    }
}
