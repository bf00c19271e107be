using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Training.Saliency;

namespace XrayPortal.Training.Data;

/// <summary>What a run learns from.</summary>
/// <param name="Sets">Whole sets: each keeps its own parts. The first is the one that paths are written from.</param>
/// <param name="Extra">Sets whose films all join the training part, such as flagged cases.</param>
/// <param name="Balance">Columns of the manifests that balance the draws, besides the set itself; null: nothing is balanced.</param>
/// <param name="Where">Conditions that every film meets, as <c>column=value</c> or <c>column!=value</c>; null: none.</param>
internal sealed record SetSources(IReadOnlyList<string> Sets, IReadOnlyList<string> Extra, IReadOnlyList<string>? Balance, IReadOnlyList<string>? Where = null);

/// <summary>All pictures of a run.</summary>
/// <param name="Classes">Names of the classes; an example's label is a place in it.</param>
internal sealed record LearningSet(IReadOnlyList<Example> Examples, IReadOnlyList<string> Classes, IPictures Pictures)
{
    /// <summary>The classes of chest films, which manifests and folders so named hold.</summary>
    public static IReadOnlyList<string> FilmClasses { get; } = ["normal", "pneumonia"];

    /// <summary>
    /// Opens films (manifest, folder with normal/ and pneumonia/, several of them together), or one folder with MNIST, CIFAR-10, or pictures
    /// in folders named after their class.
    /// </summary>
    public static Result<LearningSet> Open(SetSources sources)
    {
        var films = OpenFilms(sources);
        if (!films.IsRefused || sources.Sets.Count > 1 || sources.Extra.Count > 0 || sources.Where is { Count: > 0 }) return films;
        return RecordSets.Open(sources.Sets[0]) ?? (films.Refusal.Code == LabelledSetRefusals.NoClassFolders.Code ? NamedFolders.Open(sources.Sets[0]) : null) ?? films;
    }

    private static Result<LearningSet> OpenFilms(SetSources sources)
    {
        var films = new List<Example>();
        foreach (var (path, extra) in sources.Sets.Select(p => (p, false)).Concat(sources.Extra.Select(p => (p, true))))
        {
            var read = LabelledSet.Open(path, split: null, oneClassIsEnough: extra);
            if (read.IsRefused) return read.Refusal;
            var unread = read.Value.Films.Where(f => f.Facts.TryGetValue("box", out var text) && Box.Parse(text) is null).Select(f => Path.GetFileName(f.File)).ToArray();
            if (unread.Length > 0)
                return new Refusal("data.box", RefusalKind.Invalid,
                    $"The boxes of {unread.Length} films cannot be read: {string.Join(", ", unread.Take(20))}. Write x0 y0 x1 y1 as shares of width and height, with ; between boxes.");
            var set = extra ? sources.Sets[0] : path;
            films.AddRange(read.Value.Films.Select(f => From(f, extra ? "train" : f.Split, Stratum(f, read.Value.Name, sources.Balance)) with
            {
                Set = set,
                Film = f,
                Boxes = f.Facts.TryGetValue("box", out var boxes) ? Box.Parse(boxes)! : [],
                Population = extra ? films[0].Population : f.Facts.GetValueOrDefault("source", read.Value.Name),
            }));
        }

        var filters = RowFilter.ParseAll(sources.Where ?? []);
        if (filters.IsRefused) return filters.Refusal;
        if (RowFilter.UnknownColumn(filters.Value, [.. films.Select(f => f.Film!)]) is { } unknown) return unknown;
        return new LearningSet([.. films.Where(f => filters.Value.All(c => c.Holds(f.Film!)))], FilmClasses, new PictureFiles());
    }

    /// <summary>SHA-256 over every picture's content, label, patient and part, in order of path: names exactly what was learnt from.</summary>
    public string Digest(SplitExamples split)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (part, films) in new[] { ("train", split.Train), ("validation", split.Validation), ("test", split.Test) })
        {
            foreach (var film in films.OrderBy(f => f.File, StringComparer.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{part}|{film.Label}|{film.Patient}|"));
                foreach (var file in new[] { film.File, film.Alternate }.OfType<string>()) hash.AppendData(SHA256.HashData(Pictures.Bytes(file)));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Writes digest, classes, counts and the list of every part; paths relative to the set.</summary>
    public void Write(string file, SplitExamples split, string digest, string root)
    {
        IEnumerable<object> Rows(IReadOnlyList<Example> films) =>
            films.Select(f => new { file = Path.GetRelativePath(root, f.File), f.Label, f.Patient });
        var parts = new
        {
            digest,
            classes = Classes,
            counts = new { train = split.Train.Count, validation = split.Validation.Count, test = split.Test.Count },
            train = Rows(split.Train),
            validation = Rows(split.Validation),
            test = Rows(split.Test),
        };
        File.WriteAllText(file, JsonSerializer.Serialize(parts, JsonSerializerOptions.Web));
    }

    private static string Stratum(LabelledFilm film, string set, IReadOnlyList<string>? balance) =>
        balance is null ? "" : string.Join('/', balance.Select(c => film.Facts.GetValueOrDefault(c)).OfType<string>().Prepend(set));

    private static Example From(LabelledFilm film, string? part, string stratum) =>
        new(film.File, film.Alternate, film.Label, film.Patient, part, film.DuplicateGroup, stratum);
}
