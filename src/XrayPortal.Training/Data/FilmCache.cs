using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Training.Data;

/// <summary>Films decoded and resized once by the code that serving uses, kept as 16-bit grey (side × side × 2 bytes a film).</summary>
internal sealed class FilmCache
{
    private readonly Dictionary<string, ushort[]> films = new(StringComparer.Ordinal);

    private FilmCache(int side) => Side = side;

    public int Side { get; }

    public ReadOnlySpan<ushort> this[string file] => films[file];

    /// <summary>Decodes all; unreadable films stop the run before it starts, up to 20 of them named.</summary>
    public static Result<FilmCache> Load(IEnumerable<string> files, int side, int threads)
    {
        var cache = new FilmCache(side);
        var bad = new List<string>();
        Parallel.ForEach(files.Distinct(StringComparer.Ordinal), new ParallelOptions { MaxDegreeOfParallelism = threads }, file =>
        {
            var film = Decode(file);
            if (film.IsRefused)
            {
                lock (bad) bad.Add($"{Path.GetFileName(file)} ({film.Refusal.Code})");
                return;
            }

            var grey = Antialias.Resize(film.Value.Image, side, side).Pixels;
            var stored = new ushort[grey.Length];
            for (var i = 0; i < stored.Length; i++) stored[i] = (ushort)((Math.Clamp(grey[i], 0f, 1f) * ushort.MaxValue) + 0.5f);
            lock (cache.films) cache.films[file] = stored;
        });
        return bad.Count == 0
            ? cache
            : new Refusal("data.unreadable", RefusalKind.Invalid,
                $"{bad.Count} films cannot be read: {string.Join(", ", bad.Order(StringComparer.Ordinal).Take(20))}. Repair or remove them and start again.");
    }

    public static Result<DecodedFilm> Decode(string file) => File.Exists(file)
        ? FilmDecoder.Decode(File.ReadAllBytes(file), DecodeLimits.Default)
        : new Refusal("data.file-missing", RefusalKind.NotFound, "A film named in the set does not exist.");
}
