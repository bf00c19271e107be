using System.Globalization;
using System.Net;
using System.Text;
using SkiaSharp;
using XrayPortal.Imaging.Fonts;

namespace XrayPortal.Inference.Evaluation.Plots;

internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>A part of a plot, in pixels at scale 1 from the upper left.</summary>
internal abstract record Shape
{
    public abstract void Write(StringBuilder svg);

    public abstract void Draw(SKCanvas canvas);

    protected static SKPaint Paint(string colour, double opacity) =>
        new() { IsAntialias = true, Color = SKColor.Parse(colour).WithAlpha((byte)Math.Round(opacity * 255)) };
}

/// <summary>A line through points, or the area they close.</summary>
internal sealed record PathShape(IReadOnlyList<(double X, double Y)> Points, string Colour, double Thickness, bool Filled, double Opacity, bool Dashed) : Shape
{
    public override void Write(StringBuilder svg)
    {
        svg.Append(Filled ? "<polygon points=\"" : "<polyline points=\"");
        foreach (var (x, y) in Points) svg.Append(CultureInfo.InvariantCulture, $"{x:0.##},{y:0.##} ");
        svg.Length--;
        if (Filled) svg.Append(CultureInfo.InvariantCulture, $"\" fill=\"{Colour}\" fill-opacity=\"{Opacity:0.##}\"/>");
        else svg.Append(CultureInfo.InvariantCulture, $"\" fill=\"none\" stroke=\"{Colour}\" stroke-width=\"{Thickness:0.##}\"{(Dashed ? " stroke-dasharray=\"5 4\"" : "")}/>");
    }

    public override void Draw(SKCanvas canvas)
    {
        using var builder = new SKPathBuilder();
        builder.MoveTo((float)Points[0].X, (float)Points[0].Y);
        foreach (var (x, y) in Points.Skip(1)) builder.LineTo((float)x, (float)y);
        if (Filled) builder.Close();
        using var path = builder.Detach();
        using var dash = Dashed ? SKPathEffect.CreateDash([5, 4], 0) : null;
        using var paint = Paint(Colour, Opacity);
        paint.Style = Filled ? SKPaintStyle.Fill : SKPaintStyle.Stroke;
        paint.StrokeWidth = (float)Thickness;
        paint.StrokeJoin = SKStrokeJoin.Round;
        paint.PathEffect = dash;
        canvas.DrawPath(path, paint);
    }
}

/// <summary>A filled disc.</summary>
internal sealed record DiscShape(double X, double Y, double Radius, string Colour) : Shape
{
    public override void Write(StringBuilder svg) =>
        svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X:0.##}\" cy=\"{Y:0.##}\" r=\"{Radius:0.##}\" fill=\"{Colour}\"/>");

    public override void Draw(SKCanvas canvas)
    {
        using var paint = Paint(Colour, 1);
        canvas.DrawCircle((float)X, (float)Y, (float)Radius, paint);
    }
}

/// <summary>Words; the place is on their base line.</summary>
internal sealed record TextShape(double X, double Y, string Text, double Size, Anchor Anchor, bool Bold, string Colour, bool Upwards) : Shape
{
    public override void Write(StringBuilder svg)
    {
        var anchor = Anchor switch { Anchor.Start => "start", Anchor.Middle => "middle", Anchor.End => "end" };
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X:0.##}\" y=\"{Y:0.##}\" font-size=\"{Size:0.##}\" fill=\"{Colour}\" text-anchor=\"{anchor}\"");
        if (Bold) svg.Append(" font-weight=\"bold\"");
        if (Upwards) svg.Append(CultureInfo.InvariantCulture, $" transform=\"rotate(-90 {X:0.##} {Y:0.##})\"");
        svg.Append(CultureInfo.InvariantCulture, $">{WebUtility.HtmlEncode(Text)}</text>");
    }

    public override void Draw(SKCanvas canvas)
    {
        using var font = new SKFont(Bold ? Typefaces.Bold : Typefaces.Regular, (float)Size) { Subpixel = true, Edging = SKFontEdging.Antialias };
        using var paint = Paint(Colour, 1);
        var align = Anchor switch { Anchor.Start => SKTextAlign.Left, Anchor.Middle => SKTextAlign.Center, Anchor.End => SKTextAlign.Right };
        var kept = canvas.Save();
        if (Upwards) canvas.RotateDegrees(-90, (float)X, (float)Y);
        canvas.DrawText(Text, (float)X, (float)Y, align, font, paint);
        canvas.RestoreToCount(kept);
    }
}
