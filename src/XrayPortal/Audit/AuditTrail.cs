using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Data;

namespace XrayPortal.Audit;

/// <summary>Records what changes no row: views, downloads, denials. Whatever changes a row adds its event to the same save.</summary>
public sealed class AuditTrail(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    public async Task RecordAsync(
        Reader? actor, string action, string subjectKind, string subjectId, string outcome, string detail,
        CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.Add(AuditEvent.Of(actor, action, subjectKind, subjectId, outcome, detail, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
    }
}
