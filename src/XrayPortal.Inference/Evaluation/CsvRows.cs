using System.Text;

namespace XrayPortal.Inference.Evaluation;

/// <summary>Reads comma-separated values: quotes, quotes doubled in quotes, line ends in quotes, CRLF or LF, byte order mark.</summary>
/// <remarks>Source: RFC 4180.</remarks>
public static class CsvRows
{
    /// <returns>Rows with the line each starts at, from 1; empty lines left out. Null where a quote is not closed.</returns>
    public static List<(int Line, string[] Cells)>? Read(string text)
    {
        var rows = new List<(int, string[])>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (line, start, at) = (1, 1, text.StartsWith('\uFEFF') ? 1 : 0);
        var (quoted, wasQuoted) = (false, false);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '\n') line++;
            if (quoted)
            {
                if (c != '"') cell.Append(c);
                else if (at + 1 < text.Length && text[at + 1] == '"') cell.Append(text[++at]);
                else quoted = false;
            }
            else if (c == '"' && cell.Length == 0) quoted = wasQuoted = true;
            else if (c == ',') EndCell();
            else if (c == '\n') EndRow();
            else if (c != '\r') cell.Append(c);
        }

        EndRow();
        return quoted ? null : rows;

        void EndCell()
        {
            cells.Add(cell.ToString());
            cell.Clear();
            wasQuoted = false;
        }

        void EndRow()
        {
            if (cells.Count > 0 || cell.Length > 0 || wasQuoted)
            {
                EndCell();
                rows.Add((start, [.. cells]));
            }

            cells.Clear();
            start = line;
        }
    }

    /// <summary>A cell as it must be written.</summary>
    public static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
