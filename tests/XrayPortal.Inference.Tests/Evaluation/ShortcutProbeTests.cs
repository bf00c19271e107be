using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Evaluation.Probes;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Evaluation;

public sealed class ShortcutProbeTests
{
    private static readonly EvaluationOptions Quick = new() { Resamples = 100, Seed = 3 };

    [Fact]
    public void Of_FilmWithAWhiteLeftEdge_SaysSoInTheBorderAlone()
    {
        var film = Films.Flat(0.5, 100, 60);
        for (var y = 0; y < 60; y++)
            for (var x = 0; x < 5; x++) film.Pixels[(y * 100) + x] = 1;

        var statistics = FilmStatistics.Of(film);

        Assert.Equal([Math.Log(100), Math.Log(60), Math.Log(100 / 60.0)], statistics.Size);
        Assert.Equal([1, 0, 0, 1], statistics.Border[..4], (a, b) => Math.Abs(a - b) < 1e-6); // left: white all over
        Assert.Equal([0.5, 0, 0, 0], statistics.Border[4..8], (a, b) => Math.Abs(a - b) < 1e-3); // right
        Assert.Equal(0.525, statistics.Brightness[0], 1e-6);
        Assert.Equal(0.05, statistics.Brightness[3], 1e-6); // a twentieth is white
    }

    [Fact]
    public void Of_EvenSlope_HasItsPercentiles()
    {
        var pixels = Enumerable.Range(0, 10000).Select(i => i / 9999f).ToArray();

        var brightness = FilmStatistics.Of(new GreyImage(100, 100, pixels)).Brightness;

        double[] shares = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
        Assert.All(shares.Zip(brightness[4..]), p => Assert.Equal(p.First, p.Second, 0.002));
    }

    [Fact]
    public void Measure_LabelInTheSizeOnly_IsFoundThereOnly()
    {
        var random = new Random(11);
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => i % 2)];
        var films = labels.Select(l => new FilmStatistics([l + random.NextDouble() * 0.5, 0, 0], [random.NextDouble()], [random.NextDouble()])).ToArray();

        var probes = ShortcutProbes.Measure(films, Patients(200, 1), labels, Quick);

        Assert.Equal(1, probes[0].Auroc.Value, 1e-12);
        Assert.InRange(probes[1].Auroc.Value, 0.35, 0.65);
        Assert.InRange(probes[2].Auroc.Value, 0.35, 0.65);
        Assert.True(probes[3].Auroc.Value > 0.95);
        Assert.Equal(probes, ShortcutProbes.Measure(films, Patients(200, 1), labels, Quick));
    }

    [Fact]
    public void Measure_PatientsTellTheirOwnLabel_DoesNotLeakAcrossFolds()
    {
        // Each patient has a fingerprint and a label by chance, twenty films each: parted by film the fingerprints would give the labels away.
        var random = new Random(5);
        const int People = 20, Each = 20;
        var fingerprints = Enumerable.Range(0, People).Select(k => Enumerable.Range(0, People).Select(j => j == k ? 1.0 : 0).ToArray()).ToArray();
        int[] labels = [.. Enumerable.Range(0, People * Each).Select(i => i / Each % 2)];
        var films = labels.Select((_, i) => new FilmStatistics([random.NextDouble(), 0, 0], fingerprints[i / Each], [0])).ToArray();

        var byPatient = ShortcutProbes.Measure(films, Patients(People * Each, Each), labels, Quick);
        var byFilm = ShortcutProbes.Measure(films, Patients(People * Each, 1), labels, Quick);

        Assert.True(byFilm[1].Auroc.Value > 0.99);
        Assert.True(byPatient[1].Auroc.Value < 0.7);
    }

    [Fact]
    public void Measure_TooFewPatients_GivesNothing() =>
        Assert.Empty(ShortcutProbes.Measure([.. Enumerable.Repeat(new FilmStatistics([0], [0], [0]), 8)], Patients(8, 1), [0, 1, 0, 1, 0, 1, 0, 1], Quick));

    private static string[] Patients(int films, int each) => [.. Enumerable.Range(0, films).Select(i => $"p{i / each}")];
}
