using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Pacs;

/// <summary>
/// Sends one transfer. Before each try it asks the archive what it has of the study and sends the rest: whatever broke off before, nothing is
/// sent twice.
/// </summary>
internal sealed partial class TransferWorker(
    IDbContextFactory<PortalDb> databases, ArchiveDirectory archives, ResultObjects objects, FilmReading reading, FilmNotifier notifier,
    IOptions<PacsOptions> options, TimeProvider clock, ILogger<TransferWorker> logger) : IWorkHandler
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public WorkKind Kind => WorkKind.Transfer;

    public int Concurrency => 2;

    public async Task HandleAsync(WorkItem item, LeaseKeeper lease, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var transfer = await db.Transfers.SingleOrDefaultAsync(t => t.Id == item.SubjectId, cancellationToken);
        if (transfer is not { State: TransferState.Queued }) return; // ended before a crash
        transfer.Attempts++;
        var sent = await SendAsync(transfer, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        transfer.Version++;
        if (sent.Refusal is { } refusal) Retry(db, transfer, refusal, lease);
        else Finish(db, transfer, sent.Value, lease);
        await db.SaveChangesAsync(CancellationToken.None); // outcome, event and end of the work: one transaction
        notifier.Tell(transfer.FilmId, FilmState.Done);
        Log.Tried(logger, transfer.Id, transfer.Archive, transfer.State, transfer.Attempts, transfer.ReasonCode);
    }

    public async Task GiveUpAsync(WorkItem item, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var transfer = await db.Transfers.SingleOrDefaultAsync(t => t.Id == item.SubjectId, cancellationToken);
        if (transfer is not { State: TransferState.Queued }) return;
        Fail(db, transfer, PacsRefusals.GivenUp);
        transfer.Version++;
        await db.SaveChangesAsync(cancellationToken);
        notifier.Tell(transfer.FilmId, FilmState.Done);
    }

    private async Task<Result<Outcome>> SendAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        if (archives.Find(transfer.Archive) is not { } archive) return PacsRefusals.NoSuchArchive;
        var found = await reading.FindAsync(transfer.FilmId, cancellationToken);
        if (found.IsRefused) return found.Refusal;
        var record = found.Value with { Results = [.. found.Value.Results.Where(r => r.Id == transfer.ResultId)] };
        if (record.Result is null) return PacsRefusals.NoResult;
        var client = archives.Open(archive);
        var there = await client.SearchAsync($"studies/{record.Film.StudyInstanceUid}/instances", [], cancellationToken);
        if (there.IsRefused) return there.Refusal;

        var known = there.Value.Select(i => i.GetStringOrDefault(DicomTag.SopInstanceUid)).ToHashSet(StringComparer.Ordinal);
        var all = ResultObjects.Identifiers(record);
        var missing = all.Where(o => !known.Contains(o.Value)).ToArray();
        var files = new List<byte[]>(missing.Length);
        foreach (var (kind, _) in missing)
        {
            var file = await objects.MakeAsync(record, kind, archive.Name, cancellationToken);
            if (file.IsRefused) return file.Refusal;
            files.Add(file.Value);
        }

        if (files.Count == 0) return new Outcome(all.Count, 0);
        var answer = await client.StoreAsync(files, cancellationToken);
        if (answer.IsRefused) return answer.Refusal;
        var left = missing.Count(o => !answer.Value.Stored.Contains(o.Value));
        return left == 0 ? new Outcome(all.Count, files.Count) : PacsRefusals.NotStored(left, answer.Value.Reasons);
    }

    private void Finish(PortalDb db, Transfer transfer, Outcome outcome, LeaseKeeper lease)
    {
        transfer.State = TransferState.Sent;
        transfer.ObjectsSent = outcome.Sent;
        transfer.FinishedAt = clock.GetUtcNow();
        (transfer.ReasonCode, transfer.ReasonSentence, transfer.NextTryAt) = (null, null, null);
        db.Add(PacsEvents.Sent(transfer, outcome.Objects, transfer.FinishedAt.Value));
        lease.CompleteIn(db);
    }

    // What time may mend is tried again; a no of the archive to these very objects is not.
    private void Retry(PortalDb db, Transfer transfer, Refusal refusal, LeaseKeeper lease)
    {
        if (refusal.Kind != RefusalKind.Unavailable || transfer.Attempts >= options.Value.MaxAttempts)
        {
            Fail(db, transfer, refusal);
            lease.CompleteIn(db);
            return;
        }

        var doubled = TimeSpan.FromSeconds(options.Value.FirstRetrySeconds) * Math.Pow(2, transfer.Attempts - 1);
        var wait = (doubled < LongestWait ? doubled : LongestWait) * (RandomNumberGenerator.GetInt32(800, 1201) / 1000.0); // not all at once when it is back
        (transfer.ReasonCode, transfer.ReasonSentence) = (refusal.Code, refusal.Sentence);
        transfer.NextTryAt = clock.GetUtcNow() + wait;
        lease.Postpone(wait);
    }

    private void Fail(PortalDb db, Transfer transfer, Refusal refusal)
    {
        transfer.State = TransferState.Failed;
        (transfer.ReasonCode, transfer.ReasonSentence, transfer.NextTryAt) = (refusal.Code, refusal.Sentence, null);
        transfer.FinishedAt = clock.GetUtcNow();
        db.Add(PacsEvents.Failed(transfer, transfer.FinishedAt.Value));
    }

    private sealed record Outcome(int Objects, int Sent);

    private static partial class Log
    {
        [LoggerMessage(9001, LogLevel.Information, "Transfer {TransferId} to {Archive}: {State} after attempt {Attempt} {Code}")]
        public static partial void Tried(ILogger logger, Guid transferId, string archive, TransferState state, int attempt, string? code);
    }
}
