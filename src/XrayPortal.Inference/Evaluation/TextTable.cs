using System.Text;

namespace XrayPortal.Inference.Evaluation;

/// <summary>Columns under each other for a terminal: the first to the left, the others, numbers, to the right.</summary>
public sealed class TextTable(params string[] head)
{
    private readonly List<string[]> rows = [head];

    /// <summary>True where the last column holds words.</summary>
    public bool EndsInWords { get; init; }

    public void Add(params string[] cells) => rows.Add(cells);

    public void WriteTo(StringBuilder text)
    {
        var widths = Enumerable.Range(0, head.Length).Select(k => rows.Max(r => k < r.Length ? r[k].Length : 0)).ToArray();
        foreach (var row in rows)
        {
            var line = string.Join("  ", row.Select((cell, k) => k == 0 || (EndsInWords && k == head.Length - 1) ? cell.PadRight(widths[k]) : cell.PadLeft(widths[k])));
            text.Append("  ").Append(line.TrimEnd()).Append('\n');
        }
    }
}
