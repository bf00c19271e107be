using System.Globalization;
using XrayPortal.Api;

namespace XrayPortal.Audit;

/// <summary>The trail as comma-separated values (RFC 4180), safe to open in a spreadsheet.</summary>
internal static class AuditCsv
{
    public static async Task WriteAsync(IAsyncEnumerable<AuditEvent> events, Stream stream, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync("sequence,at,actor,action,subject_kind,subject_id,outcome,detail,previous_hash,hash");
        await foreach (var e in events.WithCancellation(cancellationToken))
        {
            await writer.WriteLineAsync(string.Join(
                ',', e.Sequence.ToString(CultureInfo.InvariantCulture), e.At.ToString("O"), Csv.Field(e.ActorName), Csv.Field(e.Action),
                Csv.Field(e.SubjectKind), Csv.Field(e.SubjectId), Csv.Field(e.Outcome), Csv.Field(e.Detail), e.PreviousHash, e.Hash));
        }
    }
}
