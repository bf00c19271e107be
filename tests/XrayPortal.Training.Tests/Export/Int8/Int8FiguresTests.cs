using XrayPortal.Training.Export.Int8;

namespace XrayPortal.Training.Tests.Export.Int8;

public sealed class Int8FiguresTests
{
    /// <summary>Four films: one pair of scores changes places (3 of 4 in order), one call of four differs, maps at 0 and 45 degrees.</summary>
    [Fact]
    public void Of_FourFilms_CountsByHand()
    {
        FilmAnswer[] whole = [Film(0.1, false, 0, 0), Film(0.4, false, 0, 0), Film(0.6, true, 1, 0), Film(0.9, true, 2, 0)];
        FilmAnswer[] small = [Film(0.1, false, 0, 0), Film(0.5, false, 3, 3), Film(0.4, false, 1, 0), Film(0.9, true, 2, 2)];

        var figures = Int8Figures.Of(whole, small, [0, 0, 1, 1]).Value;

        Assert.Equal(1, figures.FloatAuroc);
        Assert.Equal(0.75, figures.Int8Auroc);
        Assert.Equal(0.75, figures.SameCall);
        Assert.Equal(2, figures.MapFilms);
        Assert.Equal((1 + Math.Sqrt(0.5)) / 2, figures.MapCosine, 1e-9);
        Assert.Equal(0.2, figures.LargestDifference, 1e-9);
        Assert.False(figures.MayBeReleased);
    }

    [Fact]
    public void Of_FilmThatOnlyOneGateRefuses_CountsAsAnotherCall()
    {
        FilmAnswer[] whole = [Film(0.1, false, 0, 0), Film(0.9, true, 1, 0)];
        FilmAnswer[] small = [Film(0.1, null, 0, 0), Film(0.9, true, 1, 0)];

        Assert.Equal(0.5, Int8Figures.Of(whole, small, [0, 1]).Value.SameCall);
    }

    [Theory]
    [InlineData(0.0049, 0.99, 0.98, true)]
    [InlineData(0.0051, 0.99, 0.98, false)]
    [InlineData(0.0049, 0.989, 0.98, false)]
    [InlineData(0.0049, 0.99, 0.979, false)]
    public void MayBeReleased_NearTheLimits_KeepsToEach(double loss, double sameCall, double mapCosine, bool allowed) =>
        Assert.Equal(allowed, new Int8Figures(100, 0.5 + loss, 0.5, sameCall, mapCosine, 100, 0, 0).MayBeReleased);

    private static FilmAnswer Film(double probability, bool? call, params float[] map) => new(probability, call, map);
}
