using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Api;
using XrayPortal.Audit;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Audit;

public sealed class AuditTrailTests : IAsyncLifetime
{
    private readonly PortalHost portal = new();

    private AuditTrail Trail => portal.Get<AuditTrail>();

    private AuditCheck Check => portal.Get<AuditCheck>();

    public ValueTask InitializeAsync() => portal.InitializeAsync();

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task Verify_NothingRecorded_IsWhole() =>
        Assert.Equal(new AuditVerdict(0, AuditEvent.FirstPreviousHash, null), await Check.VerifyAsync(CancellationToken.None));

    [Fact]
    public async Task Record_ManyAtOnce_ChainsWithoutGaps()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), async (i, _) => await RecordAsync($"subject-{i}"));

        var verdict = await Check.VerifyAsync(CancellationToken.None);

        Assert.True(verdict.Whole);
        Assert.Equal(40, verdict.Events);
    }

    [Theory]
    [InlineData("UPDATE AuditEvents SET Detail = 'nothing' WHERE Sequence = 3")]
    [InlineData("UPDATE AuditEvents SET At = At + 1 WHERE Sequence = 3")]
    [InlineData("UPDATE AuditEvents SET ActorName = 'somebody' WHERE Sequence = 3")]
    [InlineData("DELETE FROM AuditEvents WHERE Sequence = 3")]
    public async Task Verify_EventTamperedWith_NamesItsSequence(string tampering)
    {
        for (var i = 0; i < 5; i++) await RecordAsync($"subject-{i}");
        await using (var db = await portal.DbAsync()) await db.Database.ExecuteSqlRawAsync(tampering);

        var verdict = await Check.VerifyAsync(CancellationToken.None);

        Assert.Equal(3, verdict.FirstBroken);
        Assert.Equal(2, verdict.Events);
    }

    [Fact]
    public async Task Save_EventWithRowThatFails_KeepsNeither()
    {
        await using var db = await portal.DbAsync();
        db.Add(new AccessToken
        {
            Id = Guid.CreateVersion7(),
            UserId = Guid.CreateVersion7(),
            Name = "of nobody",
            Hash = new string('0', 64),
            CreatedAt = TimeProvider.System.GetUtcNow(),
            ExpiresAt = TimeProvider.System.GetUtcNow(),
        });
        db.Add(AuditEvent.Of(null, "token.created", "token", "x", Outcomes.Done, "", TimeProvider.System.GetUtcNow()));

        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());

        Assert.Equal(0, (await Check.VerifyAsync(CancellationToken.None)).Events);
    }

    [Fact]
    public async Task Save_EventChangedByCode_Throws()
    {
        await RecordAsync("subject");
        await using var db = await portal.DbAsync();
        db.Remove(await db.AuditEvents.SingleAsync());

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public async Task Get_FilterAndCursor_PageThroughTheTrail()
    {
        for (var i = 0; i < 7; i++) await RecordAsync($"subject-{i}");
        using var client = await portal.ClientAsync(Roles.Auditor);

        var first = await client.GetFromJsonAsync<AuditPage>(new Uri("/api/v1/audit?action=test.&limit=5", UriKind.Relative));
        var rest = await client.GetFromJsonAsync<AuditPage>(
            new Uri($"/api/v1/audit?action=test.happened&limit=5&cursor={first!.Next}", UriKind.Relative));
        var nobody = await client.GetFromJsonAsync<AuditPage>(new Uri("/api/v1/audit?actor=nobody", UriKind.Relative));

        Assert.Equal(5, first.Events.Count);
        Assert.Equal(2, rest!.Events.Count);
        Assert.Null(rest.Next);
        Assert.Equal("subject-0", rest.Events[^1].SubjectId);
        Assert.Empty(nobody!.Events);
    }

    [Fact]
    public async Task Csv_Export_HasAllEventsAndIsAudited()
    {
        await RecordAsync("subject");
        using var client = await portal.ClientAsync(Roles.Auditor);

        var csv = await client.GetStringAsync(new Uri("/api/v1/audit.csv", UriKind.Relative));

        Assert.Contains("test.happened,thing,subject,done,", csv, StringComparison.Ordinal);
        Assert.Contains(await portal.AuditOfAsync("csv"), e => e.Action == "audit.exported");
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("=1+1", "'=1+1")]
    public void Field_SpecialText_IsQuotedAndDefused(string text, string field) => Assert.Equal(field, Csv.Field(text));

    private Task RecordAsync(string subject) =>
        Trail.RecordAsync(null, "test.happened", "thing", subject, Outcomes.Done, "detail", CancellationToken.None);
}
