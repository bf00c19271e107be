using System.Diagnostics;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom.Hostile;

/// <summary>Seeded damage to DICOM films of every transfer syntax: read or refused, nothing thrown, no hang, memory bounded.</summary>
public sealed class DicomMutationTests(ITestOutputHelper output)
{
    private const int Ordinary = 2_000;
    private const int Full = 20_000;

    [Fact]
    public void Decode_MutatedFiles_AreReadOrRefused()
    {
        var outcomes = new SortedDictionary<string, int>();
        var slowest = (Elapsed: TimeSpan.Zero, Seed: 0);
        for (var seed = 0; seed < (FullRun.IsAsked ? Full : Ordinary); seed++)
        {
            var random = new Random(seed);
            var (name, file) = SmallDicoms.All[seed % SmallDicoms.All.Count];
            var mutated = random.Next(4) switch
            {
                0 or 1 => Mutations.Of(file, random),
                2 => Mutations.Numbers(file, random),
                _ => Mutations.Splice(file, SmallDicoms.All[random.Next(SmallDicoms.All.Count)].File, random),
            };
            var watch = Stopwatch.StartNew();

            var outcome = Hostile.Outcome(mutated, $"{name}, seed {seed}");

            if (watch.Elapsed > slowest.Elapsed) slowest = (watch.Elapsed, seed);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        output.WriteLine($"{string.Join(", ", outcomes)}; slowest: seed {slowest.Seed}, {slowest.Elapsed.TotalMilliseconds:0} ms");
        Assert.True(outcomes.Count > 8);
    }

    [Fact]
    public void Decode_SmallFilms_AreReadBeforeAnythingIsDamaged()
    {
        Assert.All(SmallDicoms.All, film => Assert.Equal((film.Name, "read"), (film.Name, Hostile.Outcome(film.File, film.Name))));
    }
}
