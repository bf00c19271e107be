using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging;

namespace XrayPortal.Pacs;

/// <summary>What an administrator asks for.</summary>
internal sealed record PullRuleDraft(string Archive, string Modalities, string BodyParts, DateOnly Since, int EveryMinutes);

/// <summary>Rules by which the portal fetches films itself. A rule that is on has one item in the work queue, which puts itself back after each run.</summary>
internal sealed class PullRuleService(IDbContextFactory<PortalDb> databases, ArchiveDirectory archives, WorkQueue queue, TimeProvider clock)
{
    private const int MaxList = 6;
    private const int MostMinutes = 24 * 60;

    public async Task<IReadOnlyList<PullRule>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.PullRules.AsNoTracking().OrderBy(r => r.CreatedAt).ToListAsync(cancellationToken);
    }

    public async Task<Result<PullRule>> AddAsync(PullRuleDraft draft, Reader reader, CancellationToken cancellationToken)
    {
        if (archives.Find(draft.Archive) is not { } archive) return PacsRefusals.NoSuchArchive;
        if (List(draft.Modalities, 16) is not { Length: > 0 } modalities) return PacsRefusals.RuleModalities;
        if (List(draft.BodyParts, 16) is not { } parts) return PacsRefusals.RuleBodyParts;
        if (draft.EveryMinutes is < 1 or > MostMinutes) return PacsRefusals.RuleInterval;
        var rule = new PullRule
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Archive = archive.Name,
            Modalities = string.Join(',', modalities),
            BodyParts = string.Join(',', parts),
            Since = draft.Since,
            EveryMinutes = draft.EveryMinutes,
            IsOn = true,
            CreatedByName = reader.Name,
            CreatedAt = clock.GetUtcNow(),
        };
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.AddRange(rule, queue.NewItem(WorkKind.Pull, rule.Id), PacsEvents.RuleChanged(rule, "made", reader, rule.CreatedAt));
        await db.SaveChangesAsync(cancellationToken);
        queue.Wake(WorkKind.Pull);
        return rule;
    }

    /// <summary>Switches a rule on or off. Off, a run that goes on ends after its next image.</summary>
    public async Task<Result<PullRule>> SwitchAsync(Guid id, bool isOn, Reader reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.PullRules.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } rule) return PacsRefusals.NoSuchRule;
        if (rule.IsOn == isOn) return rule;
        rule.IsOn = isOn;
        rule.Version++;
        db.Add(PacsEvents.RuleChanged(rule, isOn ? "switched on" : "switched off", reader, clock.GetUtcNow()));
        var waits = await db.WorkItems.AnyAsync(
            i => i.Kind == WorkKind.Pull && i.SubjectId == id && (i.State == WorkState.Queued || i.State == WorkState.Running), cancellationToken);
        if (isOn && !waits) db.Add(queue.NewItem(WorkKind.Pull, id));
        await db.SaveChangesAsync(cancellationToken);
        queue.Wake(WorkKind.Pull);
        return rule;
    }

    public async Task<Refusal?> RemoveAsync(Guid id, Reader reader, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.PullRules.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } rule) return PacsRefusals.NoSuchRule;
        db.Remove(rule);
        db.Add(PacsEvents.RuleChanged(rule, "removed", reader, clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    /// <returns>Null where an entry is none of DICOM's code strings, or there are too many.</returns>
    private static string[]? List(string text, int longest)
    {
        var entries = text.ToUpperInvariant().Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return entries.Length <= MaxList && entries.All(e => e.Length <= longest && e.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) ? entries : null;
    }
}
