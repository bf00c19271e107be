namespace XrayPortal.Training.Data;

/// <summary>In which order an epoch sees its films.</summary>
internal static class DrawOrder
{
    /// <returns>Every film once, shuffled.</returns>
    public static int[] Shuffled(int count, Random random)
    {
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order);
        return order;
    }

    /// <summary>
    /// As many draws as there are films. Strata are drawn by the root of their size, classes within a stratum alike; a film of a scarce cell
    /// comes again only after all of its cell have come.
    /// </summary>
    public static int[] Balanced(IReadOnlyList<Example> films, Random random)
    {
        var shares = Shares(films);
        var order = new List<int>(films.Count);
        foreach (var cell in Enumerable.Range(0, films.Count).GroupBy(i => (films[i].Stratum, films[i].Label)).OrderBy(c => c.Key))
        {
            var indices = cell.ToArray();
            var classes = films.Where(f => f.Stratum == cell.Key.Stratum).Select(f => f.Label).Distinct().Count();
            var quota = (int)Math.Round(films.Count * shares[cell.Key.Stratum] / classes);
            for (var taken = 0; taken < quota; taken += indices.Length)
            {
                random.Shuffle(indices);
                order.AddRange(indices.Take(quota - taken));
            }
        }

        var drawn = order.ToArray();
        random.Shuffle(drawn);
        return drawn;
    }

    /// <summary>Share of each stratum in the draws, by the root of its size; they sum to 1.</summary>
    public static IReadOnlyDictionary<string, double> Shares(IReadOnlyList<Example> films)
    {
        var roots = films.CountBy(f => f.Stratum).ToDictionary(s => s.Key, s => Math.Sqrt(s.Value), StringComparer.Ordinal);
        var sum = roots.Values.Sum();
        return roots.ToDictionary(r => r.Key, r => r.Value / sum, StringComparer.Ordinal);
    }
}
