using XrayPortal.Imaging;

namespace XrayPortal.Training.Data;

/// <summary>The parts of a run. Test is empty where the set names none.</summary>
public sealed record SplitExamples(IReadOnlyList<Example> Train, IReadOnlyList<Example> Validation, IReadOnlyList<Example> Test);

/// <summary>
/// Parts sets by patient: patients that share a duplicate group are joined first, so that neither a patient nor a picture ever stands
/// on two sides.
/// </summary>
public static class PatientSplit
{
    /// <param name="share">Share of groups (per label) that validate, in every set that names no validation part of its own.</param>
    /// <param name="testShare">Share of groups (per label) kept for the test, in every set that names no test part of its own.</param>
    public static Result<SplitExamples> Carve(IReadOnlyList<Example> films, double share, long seed, double testShare = 0)
    {
        var split = new SplitExamples([], [], []);
        foreach (var set in films.GroupBy(f => f.Set, StringComparer.Ordinal))
        {
            var pool = set.Where(f => f.Part is null or "train").ToList();
            var test = set.Where(f => f.Part == "test").ToList();
            var validation = set.Where(f => f.Part == "validation").ToList();
            if (test.Count == 0 && testShare > 0) (pool, test) = CarveFrom(pool, testShare, seed + 1);
            if (validation.Count == 0) (pool, validation) = CarveFrom(pool, share, seed);
            split = new SplitExamples([.. split.Train, .. pool], [.. split.Validation, .. validation], [.. split.Test, .. test]);
        }

        return Check(split) is { } refusal ? refusal : split;
    }

    /// <summary>Cross-validation: all films but the test part's, in <paramref name="folds"/> parts, each validating once.</summary>
    public static Result<IReadOnlyList<SplitExamples>> Folds(IReadOnlyList<Example> films, int folds, long seed)
    {
        var test = films.Where(f => f.Part == "test").ToList();
        var parts = Enumerable.Range(0, folds).Select(_ => new List<Example>()).ToArray();
        foreach (var byLabel in ByLabel(films.Where(f => f.Part != "test").ToList(), seed))
        {
            foreach (var group in byLabel) parts.MinBy(p => p.Count(f => f.Label == group[0].Label))!.AddRange(group);
        }

        var splits = parts.Select(own => new SplitExamples([.. parts.Where(p => p != own).SelectMany(p => p)], own, test)).ToArray();
        return splits.Select(Check).OfType<Refusal>().FirstOrDefault() is { } refusal ? refusal : splits;
    }

    /// <summary>Patients or duplicate groups that stand in more than one part; empty for every split made here.</summary>
    public static IReadOnlyList<string> Overlap(SplitExamples split)
    {
        ArgumentNullException.ThrowIfNull(split);
        string[][] parts = [.. new[] { split.Train, split.Validation, split.Test }.Select(p => p.SelectMany(Keys).Distinct(StringComparer.Ordinal).ToArray())];
        return [.. parts.SelectMany(p => p).GroupBy(k => k, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key)];
    }

    private static IEnumerable<string> Keys(Example film) =>
        film.DuplicateGroup is { } group ? [$"patient {film.Patient}", $"duplicate group {group}"] : [$"patient {film.Patient}"];

    private static (List<Example> Left, List<Example> Carved) CarveFrom(List<Example> pool, double share, long seed)
    {
        var carved = new HashSet<Example>();
        foreach (var byLabel in ByLabel(pool, seed))
        {
            var wanted = share * byLabel.Sum(g => g.Count);
            var taken = 0;
            foreach (var group in byLabel)
            {
                if (taken >= wanted) break;
                carved.UnionWith(group);
                taken += group.Count;
            }
        }

        return ([.. pool.Where(f => !carved.Contains(f))], [.. pool.Where(carved.Contains)]);
    }

    /// <summary>Groups that never part, shuffled, one list a label.</summary>
    private static IEnumerable<List<Example>[]> ByLabel(List<Example> pool, long seed)
    {
        var random = new Random((int)(seed % int.MaxValue));
        foreach (var byLabel in Join(pool).GroupBy(g => g.Max(f => f.Label)).OrderBy(g => g.Key))
        {
            var shuffled = byLabel.OrderBy(g => g[0].File, StringComparer.Ordinal).ToArray();
            random.Shuffle(shuffled);
            yield return shuffled;
        }
    }

    private static List<List<Example>> Join(List<Example> films)
    {
        var parent = new Dictionary<string, string>(StringComparer.Ordinal);
        string Find(string key)
        {
            parent.TryAdd(key, key);
            while (parent[key] != key) key = parent[key] = parent[parent[key]];
            return key;
        }

        foreach (var film in films)
        {
            var keys = Keys(film).ToArray();
            for (var i = 1; i < keys.Length; i++) parent[Find(keys[i])] = Find(keys[0]);
        }

        return [.. films.GroupBy(f => Find(Keys(f).First()), StringComparer.Ordinal).Select(g => g.ToList())];
    }

    private static Refusal? Check(SplitExamples split)
    {
        var overlap = Overlap(split);
        if (overlap.Count > 0)
            return new Refusal("data.patient-in-two-parts", RefusalKind.Invalid,
                $"{overlap.Count} patients or duplicate groups stand in more than one part of the set: {string.Join(", ", overlap.Take(20))}. Give each patient one part.");
        foreach (var (name, part) in new[] { ("training", split.Train), ("validation", split.Validation) })
        {
            if (part.Count == 0 || part.All(f => f.Label == part[0].Label))
                return new Refusal("data.one-class", RefusalKind.Invalid,
                    $"The {name} part holds {part.Count} films and fewer than two classes. Add films of the missing class, of other patients.");
        }

        return null;
    }
}
