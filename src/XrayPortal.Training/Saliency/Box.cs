using System.Globalization;

namespace XrayPortal.Training.Saliency;

/// <summary>A rectangle on a film, in fractions of its width and height.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public double CentreX => (Left + Right) / 2;

    public double CentreY => (Top + Bottom) / 2;

    public bool Contains(double x, double y) => x >= Left && x <= Right && y >= Top && y <= Bottom;

    /// <summary>Reads <c>x0 y0 x1 y1</c>, several of them with <c>;</c> between.</summary>
    /// <returns>Null where the text is anything else.</returns>
    public static IReadOnlyList<Box>? Parse(string text)
    {
        var boxes = new List<Box>();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var numbers = part.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(n => double.TryParse(n, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN).ToArray();
            if (numbers is not [var left, var top, var right, var bottom] || !(left < right && top < bottom && left >= -0.01 && top >= -0.01 && right <= 1.01 && bottom <= 1.01)) return null;
            boxes.Add(new Box(left, top, right, bottom));
        }

        return boxes.Count > 0 ? boxes : null;
    }
}
