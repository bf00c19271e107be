using XrayPortal.Training.Data;

namespace XrayPortal.Training.Tests.Data;

public sealed class DrawOrderTests
{
    /// <summary>900 films of one hospital, 300 of them positive; 100 of another, 90 positive: roots 30 and 10, classes alike.</summary>
    [Fact]
    public void Balanced_TwoHospitals_DrawsByTheRootOfTheirSizeAndClassesAlike()
    {
        var films = Films();

        var drawn = DrawOrder.Balanced(films, new Random(1)).Select(i => films[i]).CountBy(f => (f.Stratum, f.Label)).ToDictionary();

        Assert.Equal(375, drawn[("a", 0)]);
        Assert.Equal(375, drawn[("a", 1)]);
        Assert.Equal(125, drawn[("b", 0)]);
        Assert.Equal(125, drawn[("b", 1)]);
    }

    [Fact]
    public void Balanced_ScarceFilms_ComeAgainOnlyAfterAllHaveCome()
    {
        var films = Films();

        var times = DrawOrder.Balanced(films, new Random(2)).CountBy(i => i).ToDictionary();

        var scarce = Enumerable.Range(900, 10).Select(i => times.GetValueOrDefault(i)).ToArray();
        Assert.Equal(125, scarce.Sum());
        Assert.True(scarce.Max() - scarce.Min() <= 1);
    }

    private static List<Example> Films() =>
    [
        .. Enumerable.Range(0, 900).Select(i => Film($"a{i}", i < 300 ? 1 : 0, "a")),
        .. Enumerable.Range(0, 100).Select(i => Film($"b{i}", i < 10 ? 0 : 1, "b")),
    ];

    private static Example Film(string file, int label, string stratum) => new(file, null, label, file, null, null, stratum);
}
