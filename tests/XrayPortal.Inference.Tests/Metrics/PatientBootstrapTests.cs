using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Metrics;

public sealed class PatientBootstrapTests
{
    private static readonly string[] OwnPatients = [.. Enumerable.Range(0, 60).Select(i => $"p{i}")];

    [Fact]
    public void Interval_SameSeed_IsTheSame() => Assert.Equal(OfAuroc(OwnPatients, seed: 4), OfAuroc(OwnPatients, seed: 4));

    [Fact]
    public void Interval_IndependentFilms_IsNearDeLongs()
    {
        var (bootstrap, deLong) = (OfAuroc(OwnPatients, seed: 1), DeLong.Interval(Reference.First, Reference.Labels).Value);

        Assert.Equal(deLong.Value, bootstrap.Value);
        Assert.Equal(deLong.Low, bootstrap.Low, 0.02);
        Assert.Equal(deLong.High, bootstrap.High, 0.02);
    }

    [Fact]
    public void Interval_EveryFilmOfAPatientTwice_IsAsWideAsOnce()
    {
        // Copies bring no knowledge: drawing films would narrow the interval by the root of two, drawing patients must not.
        double[] scores = [.. Reference.First, .. Reference.First];
        int[] labels = [.. Reference.Labels, .. Reference.Labels];
        string[] patients = [.. OwnPatients, .. OwnPatients];
        var twice = new PatientBootstrap(patients, labels, seed: 1)
            .Interval(draw => Auroc.Of(Pick(scores, draw), Pick(labels, draw))).Value;

        var once = OfAuroc(OwnPatients, seed: 1);

        Assert.Equal(once.High - once.Low, twice.High - twice.Low, 0.01);
    }

    [Fact]
    public void Draws_EveryOne_TakesWholePatientsOfBothKinds()
    {
        string[] patients = ["a", "a", "a", "b", "b", "c"];
        int[] labels = [1, 1, 1, 0, 0, 0];

        foreach (var draw in new PatientBootstrap(patients, labels, resamples: 50).Draws())
        {
            Assert.Equal(3, draw.Count(i => i < 3));
            Assert.Equal(draw.Count(i => i == 3), draw.Count(i => i == 4));
            Assert.Equal(2, draw.Count(i => i is 3 or 5));
        }
    }

    [Fact]
    public void Intervals_SeveralFigures_AreEachWhatItsOwnIntervalIs()
    {
        string[] patients = [.. Enumerable.Range(0, 60).Select(i => $"p{i / 2}")];
        var bootstrap = new PatientBootstrap(patients, Reference.Labels, resamples: 200);
        var ranked = new RankedFilms(Reference.First, Reference.Labels);

        var both = bootstrap.Intervals(times => [double.NaN, ranked.Of(times, 0.5)!.Value.Auroc]);

        Assert.Null(both[0]);
        var single = bootstrap.Interval(draw => Auroc.Of(Pick(Reference.First, draw), Pick(Reference.Labels, draw))).Value;
        Assert.Equal(single.Value, both[1]!.Value.Value, 1e-12);
        Assert.Equal(single.Low, both[1]!.Value.Low, 1e-12);
        Assert.Equal(single.High, both[1]!.Value.High, 1e-12);
    }

    [Fact]
    public void Interval_FigureNotDefined_IsRefused() => Assert.Equal(
        "metric.one-class",
        new PatientBootstrap(["a", "b"], [1, 1]).Interval(draw => Auroc.Of(Pick([0.1, 0.2], draw), Pick([1, 1], draw))).Refusal?.Code);

    [Fact]
    public void Percentile_IsNumpysDefault() => Assert.Equal(1.75, PatientBootstrap.Percentile([4, 1, 3, 2], 0.25)); // np.percentile([1,2,3,4], 25)

    private static MetricInterval OfAuroc(string[] patients, int seed) => new PatientBootstrap(patients, Reference.Labels, seed: seed)
        .Interval(draw => Auroc.Of(Pick(Reference.First, draw), Pick(Reference.Labels, draw))).Value;

    private static T[] Pick<T>(T[] values, int[] places) => Array.ConvertAll(places, i => values[i]);
}
