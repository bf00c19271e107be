namespace XrayPortal.Training.Saliency;

/// <summary>Points that are the same for every film, chosen on training films: what pointing without looking at the film reaches.</summary>
/// <param name="Middle">The middle of the film.</param>
/// <param name="MeanCentre">The mean of all box centres; between the lungs where both are marked.</param>
/// <param name="Best">The point that lies in a box on the most training films: no fixed point does better there.</param>
internal sealed record FixedPoints((double X, double Y) Middle, (double X, double Y) MeanCentre, (double X, double Y) Best)
{
    private const int Grid = 64;

    /// <param name="films">The boxes of each training film; one film at least.</param>
    public static FixedPoints Choose(IReadOnlyCollection<IReadOnlyList<Box>> films)
    {
        var boxes = films.SelectMany(b => b).ToArray();
        var candidates =
            from row in Enumerable.Range(0, Grid)
            from column in Enumerable.Range(0, Grid)
            select (X: (column + 0.5) / Grid, Y: (row + 0.5) / Grid);
        var best = candidates.MaxBy(point => films.Count(own => Hit(point, own)));
        return new FixedPoints((0.5, 0.5), (boxes.Average(b => b.CentreX), boxes.Average(b => b.CentreY)), best);
    }

    /// <summary>Whether a point lies in one of the boxes. No margin is given.</summary>
    public static bool Hit((double X, double Y) point, IReadOnlyList<Box> boxes) => boxes.Any(b => b.Contains(point.X, point.Y));
}
