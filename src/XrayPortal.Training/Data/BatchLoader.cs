using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using XrayPortal.Training.Augmentation;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Data;

/// <summary>One batch: pixels [N, channels, side, side] row-major 0..1, labels [N].</summary>
/// <param name="Evidence">[N, 1, <see cref="EvidenceGrid.Side"/>, <see cref="EvidenceGrid.Side"/>], boxes drawn as 1; null where the recipe does not ask.</param>
internal sealed record Batch(float[] Pixels, long[] Labels, float[]? Evidence = null);

/// <summary>
/// Draws augmented batches ahead of the trainer. What a batch holds depends on seed, epoch and position alone, so a resumed
/// run sees the pictures that the killed one would have seen.
/// </summary>
internal sealed class BatchLoader(PictureStore store, IReadOnlyList<Example> train, Recipe recipe)
{
    private const int Ahead = 4;

    public int StepsPerEpoch => Math.Max(1, train.Count / recipe.BatchSize);

    /// <summary>
    /// The batches of an epoch, drawn by another thread. Not asynchronous: torch keeps threads, gradient mode and scopes by
    /// calling thread, so the network stays on one.
    /// </summary>
    public IEnumerable<Batch> Epoch(int epoch, int fromStep)
    {
        var order = Order(epoch);
        using var given = new CancellationTokenSource();
        using var drawn = new BlockingCollection<Batch>(Ahead);
        Exception? failure = null;
        var producer = new Thread(() =>
        {
            try
            {
                for (var step = fromStep; step < StepsPerEpoch; step++) drawn.Add(Draw(order, epoch, step), given.Token);
            }
            catch (Exception e)
            {
                failure = e;
            }
            finally
            {
                drawn.CompleteAdding();
            }
        })
        { IsBackground = true };
        producer.Start();
        try
        {
            foreach (var batch in drawn.GetConsumingEnumerable(CancellationToken.None)) yield return batch;
            if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        }
        finally
        {
            given.Cancel(); // the epoch may be left before its end
            producer.Join();
        }
    }

    /// <summary>Pictures as they are, without augmentation.</summary>
    public IEnumerable<Batch> Plain(IReadOnlyList<Example> some) => InOrder(some, (example, target, _) => Copy(example.File, target));

    /// <summary>Pictures after one fixed random draw each: a harder, repeatable look at the same ones.</summary>
    public IEnumerable<Batch> Stressed(IReadOnlyList<Example> some, long seed) => InOrder(some, (example, target, index) =>
        Augmenter.Apply(store[example.File], target, store.Side, recipe.Augmentation, new Random(Mix(seed, 1_000_003, index))));

    private IEnumerable<Batch> InOrder(IReadOnlyList<Example> some, FillPicture fill)
    {
        foreach (var (chunk, number) in some.Chunk(recipe.BatchSize).Select((c, i) => (c, i)))
        {
            var pixels = new float[chunk.Length * store.Length];
            for (var i = 0; i < chunk.Length; i++) fill(chunk[i], pixels.AsSpan(i * store.Length, store.Length), (number * recipe.BatchSize) + i);
            yield return new Batch(pixels, [.. chunk.Select(f => (long)f.Label)]);
        }
    }

    private int[] Order(int epoch)
    {
        var random = new Random(Mix(recipe.Seed, epoch, -1));
        return recipe.Balance is null ? DrawOrder.Shuffled(train.Count, random) : DrawOrder.Balanced(train, random);
    }

    private Batch Draw(int[] order, int epoch, int step)
    {
        var count = Math.Min(recipe.BatchSize, train.Count);
        var pixels = new float[count * store.Length];
        var labels = new long[count];
        const int cells = EvidenceGrid.Side * EvidenceGrid.Side;
        var evidence = recipe.EvidenceWeight > 0 ? new float[count * cells] : null;
        for (var i = 0; i < count; i++)
        {
            var place = (step * recipe.BatchSize) + i;
            var example = train[order[place % order.Length]];
            var random = new Random(Mix(recipe.Seed, epoch, place));
            var file = example.Alternate is { } alternate && random.Next(2) == 0 ? alternate : example.File;
            var target = pixels.AsSpan(i * store.Length, store.Length);
            var geometry = Geometry.Unchanged;
            if (recipe.Augments) geometry = Augmenter.Apply(store[file], target, store.Side, recipe.Augmentation, random);
            else Copy(file, target);
            labels[i] = example.Label;
            if (evidence is not null && example.Label == 1) EvidenceGrid.Draw(example.Boxes, geometry, store.Side, evidence.AsSpan(i * cells, cells));
        }

        return new Batch(pixels, labels, evidence);
    }

    private void Copy(string file, Span<float> target)
    {
        var source = store[file];
        for (var i = 0; i < target.Length; i++) target[i] = source[i] / (float)ushort.MaxValue;
    }

    /// <summary>A seed from three numbers, the same on every machine and run (splitmix64's finaliser).</summary>
    private static int Mix(long seed, int epoch, int index)
    {
        unchecked
        {
            var z = (ulong)seed + ((ulong)(uint)epoch * 0x9E3779B97F4A7C15) + ((ulong)(uint)index * 0xBF58476D1CE4E5B9);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)(z ^ (z >> 31));
        }
    }

    private delegate void FillPicture(Example example, Span<float> target, int index);
}
