using System.Globalization;
using System.Net;
using System.Text;
using SkiaSharp;

namespace XrayPortal.Inference.Evaluation.Plots;

/// <summary>A drawing of lines, areas and words that can be written as SVG and as PNG. Its own white ground reads on dark and light pages.</summary>
/// <param name="name">File name without ending.</param>
/// <param name="title">What it is; read out by screen readers.</param>
/// <param name="description">What it shows, in figures; read out too.</param>
public sealed class Plot(string name, string title, string description, int width, int height)
{
    private const float PngScale = 2;

    private readonly List<Shape> shapes = [];

    public string Name => name;

    public string Title => title;

    public string Description => description;

    /// <summary>Pixels at scale 1.</summary>
    public int Width => width;

    public int Height => height;

    public string ToSvg()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" ");
        svg.Append(CultureInfo.InvariantCulture, $"aria-labelledby=\"{name}-title {name}-description\" font-family=\"'DejaVu Sans',Verdana,sans-serif\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"{name}-title\">{WebUtility.HtmlEncode(title)}</title>");
        svg.Append(CultureInfo.InvariantCulture, $"<desc id=\"{name}-description\">{WebUtility.HtmlEncode(description)}</desc>");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        foreach (var shape in shapes) shape.Write(svg);
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>At twice the size, for screens and print.</summary>
    public byte[] ToPng()
    {
        using var surface = SKSurface.Create(new SKImageInfo((int)(width * PngScale), (int)(height * PngScale)));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(PngScale);
        foreach (var shape in shapes) shape.Draw(surface.Canvas);
        using var picture = surface.Snapshot();
        using var png = picture.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    internal Plot Add(Shape shape)
    {
        shapes.Add(shape);
        return this;
    }

    internal void Line(double x1, double y1, double x2, double y2, string colour, double thickness = 1, bool dashed = false) =>
        Add(new PathShape([(x1, y1), (x2, y2)], colour, thickness, Filled: false, Opacity: 1, dashed));

    internal void Text(double x, double y, string text, double size = 13, Anchor anchor = Anchor.Start, bool bold = false, string colour = Ink.Text, bool upwards = false) =>
        Add(new TextShape(x, y, text, size, anchor, bold, colour, upwards));

    internal void Box(double x, double y, double boxWidth, double boxHeight, string colour, double opacity = 1) =>
        Add(new PathShape([(x, y), (x + boxWidth, y), (x + boxWidth, y + boxHeight), (x, y + boxHeight)], colour, 0, Filled: true, opacity, Dashed: false));
}
