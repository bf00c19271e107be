using SkiaSharp;
using XrayPortal.Imaging.Overlay;

namespace XrayPortal.Reports;

/// <summary>Film and map side by side, equally large, with a legend for the map.</summary>
internal static class ReportPictures
{
    private const float Gap = 10;
    private const float MaxHeight = 168;

    // 300 dots an inch at the printed size.
    private const int MaxPixels = 1100;

    public static void Draw(PageFlow flow, ReportContent content)
    {
        var pictures = new List<(SKImage Image, string Caption)> { (Decode(content.Film.Picture), "Film") };
        if (content.Film.Overlay is { } overlay)
            pictures.Add((Decode(overlay), "Film with the map of the model's evidence (class-activation map)"));

        var (width, height) = Fit(pictures[0].Image);
        flow.Block(height + 24, (canvas, y) =>
        {
            // Two halves, each picture at the left of its half: captions then line up with the text above.
            var x = PageFlow.Margin;
            foreach (var (image, caption) in pictures)
            {
                var place = SKRect.Create(x, y, width, height);
                canvas.DrawImage(image, place, new SKSamplingOptions(SKCubicResampler.Mitchell));
                if (content.Film.Synthetic) Watermark(canvas, place);
                Typesetter.Draw(canvas, caption, x, y + height + 10, ReportStyles.Caption);
                x += (PageFlow.ContentWidth + Gap) / 2;
            }

            if (pictures.Count > 1) Legend(canvas, PageFlow.Margin + ((PageFlow.ContentWidth + Gap) / 2), y + height + 15);
        });
        flow.Space(8);
    }

    private static SKImage Decode(byte[] png)
    {
        using var data = SKData.CreateCopy(png);
        using var whole = SKBitmap.Decode(data) ?? throw new InvalidDataException("A picture of the report is not a PNG.");
        var scale = Math.Min(1, (float)MaxPixels / Math.Max(whole.Width, whole.Height));
        if (scale == 1) return SKImage.FromBitmap(whole);
        var size = new SKImageInfo((int)(whole.Width * scale), (int)(whole.Height * scale), SKColorType.Rgb888x);
        // Mipmaps: plain cubic sampling would alias ribs into stripes at a tenth of the size.
        using var smaller = whole.Resize(size, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return SKImage.FromBitmap(smaller);
    }

    private static (float Width, float Height) Fit(SKImage image)
    {
        const float half = (PageFlow.ContentWidth - Gap) / 2;
        var scale = Math.Min(half / image.Width, MaxHeight / image.Height);
        return (image.Width * scale, image.Height * scale);
    }

    private static void Watermark(SKCanvas canvas, SKRect place)
    {
        var style = ReportStyles.Mark with { Size = place.Width / 9, Colour = new SKColor(0xff, 0xff, 0xff, 0x90) };
        canvas.Save();
        canvas.ClipRect(place);
        canvas.Translate(place.MidX, place.MidY);
        canvas.RotateDegrees(-30);
        Typesetter.Draw(canvas, ReportWording.Synthetic, -Typesetter.Measure(ReportWording.Synthetic, style) / 2, style.Size / 3, style);
        canvas.Restore();
    }

    private static void Legend(SKCanvas canvas, float x, float y)
    {
        const float width = 70;
        const string low = "little", high = "most evidence";
        Typesetter.Draw(canvas, low, x, y + 6, ReportStyles.Small);
        var start = x + Typesetter.Measure(low, ReportStyles.Small) + 5;
        for (var i = 0; i < 64; i++)
        {
            using var paint = new SKPaint { Color = new SKColor(ColourMap.Inferno[i * 12], ColourMap.Inferno[(i * 12) + 1], ColourMap.Inferno[(i * 12) + 2]) };
            canvas.DrawRect(start + (i * width / 64), y, (width / 64) + 0.3f, 7, paint);
        }

        Typesetter.Draw(canvas, high, start + width + 5, y + 6, ReportStyles.Small);
    }
}
