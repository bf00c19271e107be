using XrayPortal.Imaging;

namespace XrayPortal.Training.Data;

/// <summary>The parts of a run. Test is empty where the set names none.</summary>
public sealed record SplitFilms(IReadOnlyList<TrainingFilm> Train, IReadOnlyList<TrainingFilm> Validation, IReadOnlyList<TrainingFilm> Test);

/// <summary>
/// Carves validation out of the training part by patient: patients that share a duplicate group are joined first, so that
/// neither a patient nor a picture ever stands on two sides.
/// </summary>
public static class PatientSplit
{
    /// <param name="share">Share of groups (per label) that validate, in every set that names no validation part of its own.</param>
    public static Result<SplitFilms> Carve(IReadOnlyList<TrainingFilm> films, double share, long seed)
    {
        var test = films.Where(f => f.Part == "test").ToList();
        var (train, validation) = (new List<TrainingFilm>(), new List<TrainingFilm>());
        foreach (var set in films.GroupBy(f => f.Set, StringComparer.Ordinal))
        {
            var given = set.Where(f => f.Part == "validation").ToList();
            var pool = set.Where(f => f.Part is null or "train").ToList();
            var (learns, validates) = given.Count > 0 ? (pool, given) : CarveFrom(pool, share, seed);
            train.AddRange(learns);
            validation.AddRange(validates);
        }

        var split = new SplitFilms(train, validation, test);
        return Check(split) is { } refusal ? refusal : split;
    }

    /// <summary>Patients or duplicate groups that stand in more than one part; empty for every split made here.</summary>
    public static IReadOnlyList<string> Overlap(SplitFilms split)
    {
        ArgumentNullException.ThrowIfNull(split);
        string[][] parts = [.. new[] { split.Train, split.Validation, split.Test }.Select(p => p.SelectMany(Keys).Distinct(StringComparer.Ordinal).ToArray())];
        return [.. parts.SelectMany(p => p).GroupBy(k => k, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key)];
    }

    private static IEnumerable<string> Keys(TrainingFilm film) =>
        film.DuplicateGroup is { } group ? [$"patient {film.Patient}", $"duplicate group {group}"] : [$"patient {film.Patient}"];

    private static (List<TrainingFilm> Train, List<TrainingFilm> Validation) CarveFrom(List<TrainingFilm> pool, double share, long seed)
    {
        var random = new Random((int)(seed % int.MaxValue));
        var groups = Join(pool);
        var validation = new HashSet<TrainingFilm>();
        foreach (var byLabel in groups.GroupBy(g => g.Max(f => f.Label)).OrderBy(g => g.Key))
        {
            var shuffled = byLabel.OrderBy(g => g[0].File, StringComparer.Ordinal).ToArray();
            random.Shuffle(shuffled);
            var wanted = share * shuffled.Sum(g => g.Count);
            var taken = 0;
            foreach (var group in shuffled)
            {
                if (taken >= wanted) break;
                validation.UnionWith(group);
                taken += group.Count;
            }
        }

        return ([.. pool.Where(f => !validation.Contains(f))], [.. pool.Where(validation.Contains)]);
    }

    private static List<List<TrainingFilm>> Join(List<TrainingFilm> films)
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

    private static Refusal? Check(SplitFilms split)
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
