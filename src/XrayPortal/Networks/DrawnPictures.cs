using System.Collections.Concurrent;

namespace XrayPortal.Networks;

/// <summary>A picture with what is to be said under it.</summary>
/// <param name="Address">Where a browser gets it.</param>
public sealed record DrawnPicture(string Kind, string Address, string Caption);

/// <summary>Pictures that were drawn together.</summary>
/// <param name="Weights">Which weights they show.</param>
public sealed record DrawnSet(string Weights, double? EffectiveSide, IReadOnlyList<DrawnPicture> Pictures);

/// <summary>The pictures drawn last, in memory: they can be drawn again at any time.</summary>
public sealed class DrawnPictures(TimeProvider clock)
{
    private const int MostSets = 16;

    private readonly ConcurrentDictionary<Guid, byte[][]> sets = new();

    /// <summary>Takes the engine's files over; the sheet of all pictures is left out, they are shown one by one.</summary>
    internal async Task<DrawnSet> KeepAsync(PictureFiles drawn, NetworkTable table, CancellationToken cancellationToken)
    {
        var files = drawn.Files.Where(f => f.Kind != "sheet").ToArray();
        var bytes = await Task.WhenAll(files.Select(f => File.ReadAllBytesAsync(f.File, cancellationToken)));
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        sets[id] = bytes;
        // Ids rise with time: the smallest is the oldest.
        foreach (var old in sets.Keys.OrderDescending().Skip(MostSets)) sets.TryRemove(old, out _);
        return new DrawnSet(drawn.Weights, drawn.EffectiveSide, [.. files.Select((f, i) =>
            new DrawnPicture(f.Kind, $"{NetworkEndpoints.Pictures}/{id}/{i}", NetworkWords.Caption(f, table)))]);
    }

    /// <returns>PNG, or null where it is not kept any more.</returns>
    public byte[]? Find(Guid id, int number) => sets.TryGetValue(id, out var set) && number >= 0 && number < set.Length ? set[number] : null;
}
