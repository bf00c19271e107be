using SkiaSharp;

namespace XrayPortal.Reports;

/// <summary>
/// Collects what goes on each A4 page, from top to bottom, and starts a new page when the next thing does not fit.
/// Pages are drawn only at the end, when their number is known.
/// </summary>
internal sealed class PageFlow
{
    public const float PageWidth = 595.28f;
    public const float PageHeight = 841.89f;
    public const float Margin = 42;
    public const float ContentWidth = PageWidth - (2 * Margin);

    private const float Bottom = PageHeight - 53;

    private readonly List<List<Action<SKCanvas>>> pages = [[]];

    public float Y { get; private set; } = Margin;

    public int PageCount => pages.Count;

    /// <summary>Makes sure that <paramref name="height"/> points are left on the page.</summary>
    public void Need(float height)
    {
        if (Y + height <= Bottom || Y <= Margin) return;
        pages.Add([]);
        Y = Margin;
    }

    public void Space(float height) => Y += height;

    /// <summary>Draws at the current place without moving on.</summary>
    public void Here(Action<SKCanvas, float> draw)
    {
        var y = Y;
        pages[^1].Add(canvas => draw(canvas, y));
    }

    /// <summary>A block that is never torn apart.</summary>
    public void Block(float height, Action<SKCanvas, float> draw)
    {
        Need(height);
        Here(draw);
        Y += height;
    }

    /// <summary>A paragraph, wrapped, torn apart between lines where the page ends.</summary>
    public void Text(string text, TextStyle style, float indent = 0, float width = ContentWidth, bool struckThrough = false)
    {
        foreach (var line in Typesetter.Wrap(text, width - indent, style))
        {
            Block(style.LineHeight, (canvas, y) =>
            {
                var baseline = y + style.Size;
                Typesetter.Draw(canvas, line, Margin + indent, baseline, style);
                if (!struckThrough) return;
                using var pen = new SKPaint { Color = style.Colour, StrokeWidth = style.Size / 14, IsAntialias = true };
                var middle = baseline - (style.Size * 0.3f);
                canvas.DrawLine(Margin + indent, middle, Margin + indent + Typesetter.Measure(line, style), middle, pen);
            });
        }
    }

    /// <summary>Draws all pages; <paramref name="frame"/> adds what each page carries, given its number.</summary>
    public void DrawTo(SKDocument document, Action<SKCanvas, int> frame)
    {
        for (var i = 0; i < pages.Count; i++)
        {
            var canvas = document.BeginPage(PageWidth, PageHeight);
            foreach (var draw in pages[i]) draw(canvas);
            frame(canvas, i + 1);
            document.EndPage();
        }
    }
}
