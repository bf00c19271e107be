namespace XrayPortal.Imaging.Overlay;

/// <summary>Where the evidence of a class-activation map is strong, as a polygon.</summary>
public static class EvidenceOutline
{
    /// <summary>Cells with at least this share of the largest evidence belong to it.</summary>
    private const float Share = 0.5f;

    // Clockwise with rows growing downwards: right, down, left, up.
    private static readonly (int X, int Y)[] Steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    /// <summary>Outlines the cells about the strongest one that have at least half of its evidence and touch it side by side, or each other.</summary>
    /// <param name="cam">Evidence, camHeight × camWidth, row-major, spread over the whole film.</param>
    /// <returns>
    /// Column and row of each corner, clockwise from the upper left, in pixels of the film from the upper left edge of its first pixel; empty
    /// where the largest evidence is below <see cref="HeatMap.DefaultScale"/>: too little to point at.
    /// </returns>
    public static IReadOnlyList<(double Column, double Row)> Of(ReadOnlySpan<float> cam, int camWidth, int camHeight, int width, int height)
    {
        if (cam.Length != camWidth * camHeight) throw new ArgumentException($"Needs {camWidth * camHeight} values, has {cam.Length}.", nameof(cam));
        var strongest = 0;
        for (var i = 1; i < cam.Length; i++)
        {
            if (cam[i] > cam[strongest]) strongest = i;
        }

        if (cam.IsEmpty || !(cam[strongest] >= HeatMap.DefaultScale)) return [];
        var inside = Around(cam, camWidth, camHeight, strongest);
        return [.. Corners(inside, camWidth, camHeight).Select(c => ((double)c.X * width / camWidth, (double)c.Y * height / camHeight))];
    }

    private static bool[] Around(ReadOnlySpan<float> cam, int camWidth, int camHeight, int strongest)
    {
        var inside = new bool[cam.Length];
        var open = new Stack<int>([strongest]);
        while (open.TryPop(out var cell))
        {
            if (inside[cell]) continue;
            inside[cell] = true;
            foreach (var (x, y) in Steps)
            {
                var (column, row) = ((cell % camWidth) + x, (cell / camWidth) + y);
                if (column < 0 || row < 0 || column >= camWidth || row >= camHeight) continue;
                var next = (row * camWidth) + column;
                if (cam[next] >= Share * cam[strongest]) open.Push(next);
            }
        }

        return inside;
    }

    /// <summary>Walks along the outer edge with the cells at its right hand, and keeps the turns.</summary>
    private static List<(int X, int Y)> Corners(bool[] inside, int camWidth, int camHeight)
    {
        bool Is(int x, int y) => x >= 0 && y >= 0 && x < camWidth && y < camHeight && inside[(y * camWidth) + x];
        var first = Array.IndexOf(inside, true); // its upper left corner is a corner of the outline
        var start = (X: first % camWidth, Y: first / camWidth);
        var (at, heading) = (start, 0);
        var corners = new List<(int, int)> { start };
        do
        {
            at = (at.X + Steps[heading].X, at.Y + Steps[heading].Y);
            // The cells ahead of this point, at the right and at the left hand.
            var (right, left) = heading switch
            {
                0 => (Is(at.X, at.Y), Is(at.X, at.Y - 1)),
                1 => (Is(at.X - 1, at.Y), Is(at.X, at.Y)),
                2 => (Is(at.X - 1, at.Y - 1), Is(at.X - 1, at.Y)),
                _ => (Is(at.X, at.Y - 1), Is(at.X - 1, at.Y - 1)),
            };
            var turn = !right ? 1 : left ? 3 : 0; // cells that touch by a corner alone do not belong together
            heading = (heading + turn) % Steps.Length;
            if (turn != 0 && at != start) corners.Add(at);
        }
        while (at != start || heading != 0);
        return corners;
    }
}
