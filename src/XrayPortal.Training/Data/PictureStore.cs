using System.Collections.Concurrent;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Training.Data;

/// <summary>
/// Pictures decoded and resized to a square once, kept as 16-bit planes (channels × side × side × 2 bytes each) up to a limit of memory.
/// What does not fit is decoded anew at each look.
/// </summary>
internal sealed class PictureStore
{
    private readonly ConcurrentDictionary<string, ushort[]> kept = new(StringComparer.Ordinal);
    private readonly IPictures pictures;

    private PictureStore(IPictures pictures, int channels, int side)
    {
        this.pictures = pictures;
        Channels = channels;
        Side = side;
    }

    public int Channels { get; }

    public int Side { get; }

    /// <summary>Values of a picture: channels × side × side.</summary>
    public int Length => Channels * Side * Side;

    /// <exception cref="InvalidOperationException">The file has changed since it was first read.</exception>
    public ReadOnlySpan<ushort> this[string file] => kept.TryGetValue(file, out var stored)
        ? stored
        : Decode(file).Match(found => found, refusal => throw new InvalidOperationException(refusal.Sentence));

    /// <summary>Decodes all; unreadable files stop the run before it starts, up to 20 of them named.</summary>
    /// <param name="limitMegabytes">Memory that decoded pictures may take.</param>
    public static Result<PictureStore> Load(IPictures pictures, IEnumerable<string> files, int channels, int side, int limitMegabytes)
    {
        var store = new PictureStore(pictures, channels, side);
        var room = limitMegabytes * 1024L * 1024 / (store.Length * sizeof(ushort));
        var bad = new ConcurrentBag<string>();
        Parallel.ForEach(files.Distinct(StringComparer.Ordinal), file =>
        {
            var stored = store.Decode(file);
            if (stored.IsRefused) bad.Add($"{Path.GetFileName(file)} ({stored.Refusal.Code})");
            else if (Interlocked.Decrement(ref room) >= 0) store.kept[file] = stored.Value;
        });
        return bad.IsEmpty
            ? store
            : new Refusal("data.unreadable", RefusalKind.Invalid,
                $"{bad.Count} films cannot be read: {string.Join(", ", bad.Order(StringComparer.Ordinal).Take(20))}. Repair or remove them and start again.");
    }

    private Result<ushort[]> Decode(string file)
    {
        var planes = pictures.Planes(file, Channels);
        if (planes.IsRefused) return planes.Refusal;
        var stored = new ushort[Length];
        var at = 0;
        foreach (var plane in planes.Value)
        {
            var sized = plane.Width == Side && plane.Height == Side ? plane : Antialias.Resize(plane, Side, Side);
            foreach (var value in sized.Pixels) stored[at++] = (ushort)((Math.Clamp(value, 0f, 1f) * ushort.MaxValue) + 0.5f);
        }

        return stored;
    }
}
