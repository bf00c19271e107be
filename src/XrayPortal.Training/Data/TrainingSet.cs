using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation;

namespace XrayPortal.Training.Data;

/// <summary>All films of a run: the set itself and further sets, such as flagged cases, whose films join the training part.</summary>
internal sealed record TrainingSet(IReadOnlyList<TrainingFilm> Films)
{
    public static Result<TrainingSet> Open(string path, IReadOnlyList<string> extra)
    {
        var main = LabelledSet.Open(path, split: null);
        if (main.IsRefused) return main.Refusal;
        var films = main.Value.Films.Select(f => From(f, f.Split)).ToList();
        foreach (var more in extra)
        {
            var read = LabelledSet.Open(more, split: null, oneClassIsEnough: true);
            if (read.IsRefused) return read.Refusal;
            films.AddRange(read.Value.Films.Select(f => From(f, "train")));
        }

        return new TrainingSet(films);
    }

    /// <summary>SHA-256 over every film's content, label, patient and part, in order of path: names exactly what was learnt from.</summary>
    public static string Digest(SplitFilms split)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (part, films) in new[] { ("train", split.Train), ("validation", split.Validation), ("test", split.Test) })
        {
            foreach (var film in films.OrderBy(f => f.File, StringComparer.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{part}|{film.Label}|{film.Patient}|"));
                foreach (var file in new[] { film.File, film.Alternate }.OfType<string>()) hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Writes digest, counts and the list of every part; paths relative to the set.</summary>
    public static void Write(string file, SplitFilms split, string digest, string root)
    {
        IEnumerable<object> Rows(IReadOnlyList<TrainingFilm> films) =>
            films.Select(f => new { file = Path.GetRelativePath(root, f.File), f.Label, f.Patient });
        var parts = new
        {
            digest,
            counts = new { train = split.Train.Count, validation = split.Validation.Count, test = split.Test.Count },
            train = Rows(split.Train),
            validation = Rows(split.Validation),
            test = Rows(split.Test),
        };
        File.WriteAllText(file, JsonSerializer.Serialize(parts, JsonSerializerOptions.Web));
    }

    private static TrainingFilm From(LabelledFilm film, string? part) =>
        new(film.File, film.Alternate, film.Label, film.Patient, part, film.DuplicateGroup);
}
