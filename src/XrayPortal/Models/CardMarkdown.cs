namespace XrayPortal.Models;

public enum CardBlockKind
{
    Heading,
    Paragraph,
    List,
    Code,
    Table,
}

/// <summary>A block of a card. <paramref name="Rows"/>: lines of a list or code, rows of a table (the first is its head).</summary>
public sealed record CardBlock(CardBlockKind Kind, int Level, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A stretch of text in one style.</summary>
public readonly record struct CardText(string Text, bool Bold, bool Code);

/// <summary>
/// The part of Markdown that generated cards use: headings, paragraphs, lists, tables, code, bold. Everything else, HTML and links
/// included, stays plain text: a card comes with a package and is not trusted.
/// </summary>
public static class CardMarkdown
{
    public static IReadOnlyList<CardBlock> Parse(string markdown)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        var blocks = new List<CardBlock>();
        for (var i = 0; i < lines.Length;)
        {
            var line = lines[i].TrimEnd();
            if (line.Length == 0) i++;
            else if (line.StartsWith("```", StringComparison.Ordinal)) blocks.Add(Code(lines, ref i));
            else if (HeadingLevel(line) is > 0 and var level)
            {
                blocks.Add(new CardBlock(CardBlockKind.Heading, level, [[line[level..].Trim()]]));
                i++;
            }
            else if (IsItem(line)) blocks.Add(List(lines, ref i));
            else if (line.StartsWith('|') && i + 1 < lines.Length && IsRule(lines[i + 1])) blocks.Add(Table(lines, ref i));
            else blocks.Add(Paragraph(lines, ref i));
        }

        return blocks;
    }

    /// <summary>Splits a line at <c>**bold**</c> and <c>`code`</c>; a mark that is not closed is text.</summary>
    public static IReadOnlyList<CardText> Inline(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var parts = new List<CardText>();
        var start = 0;
        for (var i = 0; i < line.Length;)
        {
            var mark = line[i] == '`' ? "`" : line.AsSpan(i).StartsWith("**") ? "**" : null;
            var end = mark is null ? -1 : line.IndexOf(mark, i + mark.Length, StringComparison.Ordinal);
            if (mark is null || end < 0)
            {
                i++;
                continue;
            }

            if (i > start) parts.Add(new CardText(line[start..i], Bold: false, Code: false));
            parts.Add(new CardText(line[(i + mark.Length)..end], mark == "**", mark == "`"));
            i = start = end + mark.Length;
        }

        if (start < line.Length) parts.Add(new CardText(line[start..], Bold: false, Code: false));
        return parts;
    }

    private static int HeadingLevel(string line)
    {
        var level = line.TakeWhile(c => c == '#').Count();
        return level is > 0 and <= 6 && level < line.Length && line[level] == ' ' ? level : 0;
    }

    private static bool IsItem(string line) => line.TrimStart() is ['-' or '*', ' ', ..];

    private static bool IsRule(string line) => line.Contains('-', StringComparison.Ordinal) && line.All(c => c is '|' or '-' or ':' or ' ');

    private static CardBlock Code(string[] lines, ref int i)
    {
        var rows = new List<string[]>();
        for (i++; i < lines.Length && !lines[i].StartsWith("```", StringComparison.Ordinal); i++) rows.Add([lines[i]]);
        i++;
        return new CardBlock(CardBlockKind.Code, 0, rows);
    }

    private static CardBlock List(string[] lines, ref int i)
    {
        var rows = new List<string[]>();
        for (; i < lines.Length && lines[i].Trim().Length > 0; i++)
        {
            if (IsItem(lines[i])) rows.Add([lines[i].TrimStart()[2..].Trim()]);
            else rows[^1] = [$"{rows[^1][0]} {lines[i].Trim()}"]; // the item goes on
        }

        return new CardBlock(CardBlockKind.List, 0, rows);
    }

    private static CardBlock Table(string[] lines, ref int i)
    {
        var rows = new List<string[]> { Cells(lines[i]) };
        for (i += 2; i < lines.Length && lines[i].StartsWith('|'); i++) rows.Add(Cells(lines[i]));
        return new CardBlock(CardBlockKind.Table, 0, rows);
    }

    private static string[] Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(c => c.Trim())];

    private static CardBlock Paragraph(string[] lines, ref int i)
    {
        var words = new List<string> { lines[i].Trim() };
        for (i++; i < lines.Length && lines[i].Trim() is { Length: > 0 } next && HeadingLevel(next) == 0 && !IsItem(next) && !next.StartsWith("```", StringComparison.Ordinal); i++)
            words.Add(next);
        return new CardBlock(CardBlockKind.Paragraph, 0, [[string.Join(' ', words)]]);
    }
}
