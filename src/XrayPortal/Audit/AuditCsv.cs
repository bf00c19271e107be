using System.Globalization;

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
                ',', e.Sequence.ToString(CultureInfo.InvariantCulture), e.At.ToString("O"), Field(e.ActorName), Field(e.Action),
                Field(e.SubjectKind), Field(e.SubjectId), Field(e.Outcome), Field(e.Detail), e.PreviousHash, e.Hash));
        }
    }

    internal static string Field(string text)
    {
        if (text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) text = "'" + text; // else a spreadsheet would run it
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }
}
