namespace XrayPortal.Audit;

/// <summary>What the check of the whole chain found.</summary>
/// <param name="Events">How many events hold, from the first on.</param>
/// <param name="Head">Hash of the last of them. Kept elsewhere, it shows later whether the end was cut off.</param>
/// <param name="FirstBroken">The first sequence that is missing, changed or out of place; null where the chain is whole.</param>
public sealed record AuditVerdict(long Events, string Head, long? FirstBroken)
{
    public bool Whole => FirstBroken is null;

    public string Sentence => Whole
        ? $"The trail is whole: {Events} events, the last with hash {Head}."
        : $"The trail is broken at sequence {FirstBroken}: that event is missing, changed or out of place. {Events} before it hold.";
}

/// <summary>Recomputes every hash of the trail.</summary>
public sealed class AuditCheck(AuditReader reader)
{
    public async Task<AuditVerdict> VerifyAsync(CancellationToken cancellationToken)
    {
        var (count, head) = (0L, AuditEvent.FirstPreviousHash);
        await foreach (var audit in reader.AllAsync(new AuditFilter(), cancellationToken))
        {
            if (audit.Sequence != count + 1 || audit.PreviousHash != head || audit.Hash != audit.ComputeHash())
                return new AuditVerdict(count, head, count + 1);
            (count, head) = (audit.Sequence, audit.Hash);
        }

        return new AuditVerdict(count, head, null);
    }
}
