using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using HarfBuzzSharp;
using SkiaSharp;
using Buffer = HarfBuzzSharp.Buffer;

namespace XrayPortal.Reports;

/// <summary>A face, a size in points and a colour.</summary>
internal sealed record TextStyle(ReportFace Face, float Size, SKColor Colour)
{
    public float LineHeight => Size * 1.3f;
}

/// <summary>
/// One typeface with its shaper. Kept for the life of the process: a new <see cref="SKTypeface"/> for each use would be
/// embedded in the PDF again each time.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Lives as long as the process.")]
internal sealed class ReportFace
{
    // A ligature is copied out of a PDF as one odd character, and a search for "film" would miss it. (Arabic joins by other features.)
    private static readonly Feature[] noLigatures = [new(Tag.Parse("liga"), 0)];

    private readonly Lock gate = new();
    private readonly byte[] font;
    private readonly Face face;
    private readonly Font shaper;

    public ReportFace(SKTypeface typeface)
    {
        Typeface = typeface;
        using var stream = typeface.OpenStream(out var index);
        // Pinned and kept: the shaper reads the font in place, and Blob.FromStream would hand it memory that the collector moves.
        font = GC.AllocateUninitializedArray<byte>(stream.Length, pinned: true);
        stream.Read(font, font.Length);
        using var blob = new Blob(Marshal.UnsafeAddrOfPinnedArrayElement(font, 0), font.Length, MemoryMode.ReadOnly);
        face = new Face(blob, index) { UnitsPerEm = typeface.UnitsPerEm };
        shaper = new Font(face);
        shaper.SetScale(typeface.UnitsPerEm, typeface.UnitsPerEm);
        shaper.SetFunctionsOpenType();
    }

    public SKTypeface Typeface { get; }

    /// <summary>Shapes one run of one direction; advances and offsets are in font units.</summary>
    public (GlyphInfo[] Glyphs, GlyphPosition[] Places) Shape(string text, bool rightToLeft)
    {
        using var buffer = new Buffer();
        buffer.AddUtf16(text);
        buffer.GuessSegmentProperties();
        buffer.Direction = rightToLeft ? Direction.RightToLeft : Direction.LeftToRight;
        lock (gate) shaper.Shape(buffer, noLigatures);
        return (buffer.GlyphInfos, buffer.GlyphPositions);
    }
}

/// <summary>Turns strings into placed glyphs that can be read back from the PDF, and breaks them into lines.</summary>
internal static class Typesetter
{
    private static readonly ConcurrentDictionary<(ReportFace Face, string Text), float> Widths = new();

    /// <summary>Width in points.</summary>
    public static float Measure(string text, TextStyle style)
    {
        if (Widths.Count > 20_000) Widths.Clear();
        var units = Widths.GetOrAdd((style.Face, text), static key =>
            Runs(Clean(key.Text, key.Face.Typeface)).Sum(run => key.Face.Shape(run.Text, run.RightToLeft).Places.Sum(p => p.XAdvance)));
        return units * style.Size / style.Face.Typeface.UnitsPerEm;
    }

    /// <summary>Draws one line with its baseline at <paramref name="y"/>.</summary>
    public static void Draw(SKCanvas canvas, string text, float x, float y, TextStyle style)
    {
        using var font = new SKFont(style.Face.Typeface, style.Size) { Subpixel = true, Hinting = SKFontHinting.None };
        using var paint = new SKPaint { Color = style.Colour, IsAntialias = true };
        foreach (var run in Runs(Clean(text, style.Face.Typeface)))
        {
            using var blob = Place(run, style, font, out var advance);
            if (blob is not null) canvas.DrawText(blob, x, y, paint);
            x += advance;
        }
    }

    /// <summary>Breaks at spaces and line ends; a word longer than the line is cut.</summary>
    public static IReadOnlyList<string> Wrap(string text, float width, TextStyle style)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(w => Pieces(w, width, style)))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (Measure(longer, style) <= width)
                {
                    line = longer;
                    continue;
                }

                lines.Add(line);
                line = word;
            }

            lines.Add(line);
        }

        return lines;
    }

    private static IEnumerable<string> Pieces(string word, float width, TextStyle style)
    {
        if (Measure(word, style) <= width) return [word];
        var pieces = new List<string>();
        var piece = "";
        var elements = StringInfo.GetTextElementEnumerator(word);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if (piece.Length > 0 && Measure(piece + element, style) > width)
            {
                pieces.Add(piece);
                piece = "";
            }

            piece += element;
        }

        pieces.Add(piece);
        return pieces;
    }

    private static SKTextBlob? Place(Run run, TextStyle style, SKFont font, out float advance)
    {
        var (glyphs, places) = style.Face.Shape(run.Text, run.RightToLeft);
        var scale = style.Size / style.Face.Typeface.UnitsPerEm;
        var utf8 = Encoding.UTF8.GetBytes(run.Text);
        using var builder = new SKTextBlobBuilder();
        // Text and clusters travel with the glyphs, so that copying from the PDF gives the words, not glyph numbers.
        var buffer = builder.AllocatePositionedTextRun(font, glyphs.Length, utf8.Length);
        utf8.CopyTo(buffer.Text);
        advance = 0;
        for (var i = 0; i < glyphs.Length; i++)
        {
            buffer.Glyphs[i] = (ushort)glyphs[i].Codepoint;
            buffer.Positions[i] = new SKPoint(advance + (places[i].XOffset * scale), -places[i].YOffset * scale);
            buffer.Clusters[i] = (uint)Encoding.UTF8.GetByteCount(run.Text.AsSpan(0, (int)glyphs[i].Cluster));
            advance += places[i].XAdvance * scale;
        }

        return builder.Build();
    }

    /// <summary>PDF/A forbids the "missing glyph": what the face lacks, and control characters, become a box that it has.</summary>
    private static string Clean(string text, SKTypeface face)
    {
        using var font = new SKFont(face);
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format) continue;
            clean.Append(font.GetGlyph(rune.Value) != 0 ? rune.ToString() : "\u25A1");
        }

        return clean.ToString();
    }

    /// <summary>
    /// Splits where the direction changes. A line is set left to right as a whole; Hebrew and Arabic runs in it read right to
    /// left. That is enough for a name or a comment; it is not the whole bidirectional algorithm.
    /// </summary>
    private static IEnumerable<Run> Runs(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var rightToLeft = IsRightToLeft(text[start]);
            var end = start + 1;
            while (end < text.Length && (IsRightToLeft(text[end]) == rightToLeft || (rightToLeft && Continues(text, end)))) end++;
            yield return new Run(text[start..end], rightToLeft);
            start = end;
        }
    }

    private static bool Continues(string text, int at)
    {
        while (at < text.Length && text[at] == ' ') at++;
        return at < text.Length && IsRightToLeft(text[at]);
    }

    private static bool IsRightToLeft(char c) => c is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC');

    private sealed record Run(string Text, bool RightToLeft);
}
