using XrayPortal.Inference.Metrics;

namespace XrayPortal.Inference.Tests.Metrics;

/// <summary>Examples printed in papers and manuals.</summary>
public sealed class PublishedExampleTests
{
    /// <summary>
    /// The ovarian cancer patients of DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988, the 43 without gaps as printed in the SAS/STAT
    /// User's Guide, PROC LOGISTIC, "Comparing Receiver Operating Characteristic Curves": albumin, total protein, K-G score, outcome.
    /// </summary>
    private static readonly (double Albumin, double Protein, double KgScore, int Outcome)[] Patients =
    [
        (3.0, 5.8, 10, 0), (3.2, 6.3, 5, 1), (3.9, 6.8, 3, 1), (2.8, 4.8, 6, 0), (3.2, 5.8, 3, 1), (0.9, 4.0, 5, 0), (2.5, 5.7, 8, 0), (1.6, 5.6, 5, 1),
        (3.8, 5.7, 5, 1), (3.7, 6.7, 6, 1), (3.2, 5.4, 4, 1), (3.8, 6.6, 6, 1), (4.1, 6.6, 5, 1), (3.6, 5.7, 5, 1), (4.3, 7.0, 4, 1), (3.6, 6.7, 4, 0),
        (2.3, 4.4, 6, 1), (4.2, 7.6, 4, 0), (4.0, 6.6, 6, 0), (3.5, 5.8, 6, 1), (3.8, 6.8, 7, 1), (3.0, 4.7, 8, 0), (4.5, 7.4, 5, 1), (3.7, 7.4, 5, 1),
        (3.1, 6.6, 6, 1), (4.1, 8.2, 6, 1), (4.3, 7.0, 5, 1), (4.3, 6.5, 4, 1), (3.2, 5.1, 5, 1), (2.6, 4.7, 6, 1), (3.3, 6.8, 6, 0), (1.7, 4.0, 7, 0),
        (3.7, 6.1, 5, 1), (3.3, 6.3, 7, 1), (4.2, 7.7, 6, 1), (3.5, 6.2, 5, 1), (2.9, 5.7, 9, 0), (2.1, 4.8, 7, 1), (2.8, 6.2, 8, 0), (4.0, 7.0, 7, 1),
        (3.3, 5.7, 6, 1), (3.7, 6.9, 5, 1), (3.6, 6.6, 5, 1),
    ];

    private static readonly int[] Outcomes = [.. Patients.Select(p => p.Outcome)];
    private static readonly double[] Albumin = [.. Patients.Select(p => p.Albumin)];
    private static readonly double[] Protein = [.. Patients.Select(p => p.Protein)];
    private static readonly double[] Score = [.. Patients.Select(p => 10 - p.KgScore)];

    [Fact] // areas and standard errors by the definition over all pairs, with the script of DeLongTests
    public void DeLongInterval_OvarianCancer_IsTheDefinitions()
    {
        foreach (var (scores, area, error) in new[] { (Albumin, 0.7366, 0.0927), (Score, 0.7258, 0.1028), (Protein, 0.6478, 0.1000) })
        {
            var interval = DeLong.Interval(scores, Outcomes).Value;

            Assert.Equal(area, interval.Value, 5e-5);
            Assert.Equal(error, (interval.Value - interval.Low) / 1.959964, 5e-5);
        }
    }

    [Fact]
    public void DeLongCompare_OvarianCancer_IsTheDefinitions()
    {
        var albumin = DeLong.Compare(Albumin, Score, Outcomes).Value;
        var protein = DeLong.Compare(Protein, Score, Outcomes).Value;

        Assert.Equal((0.0108, 0.0953, 0.0127), (Math.Round(albumin.Difference, 4), Math.Round(albumin.StandardError, 4), Math.Round(albumin.Z * albumin.Z, 4)));
        Assert.Equal(0.9102, albumin.P, 5e-5);
        Assert.Equal((-0.0780, 0.1046, 0.5554), (Math.Round(protein.Difference, 4), Math.Round(protein.StandardError, 4), Math.Round(protein.Z * protein.Z, 4)));
        Assert.Equal(0.4561, protein.P, 5e-5);
    }

    [Fact] // Agresti, Categorical Data Analysis, 2nd edition, table 10.1: 1,600 voters, 150 changed from approval and 86 to it
    public void McNemar_ApprovalRatings_IsTheExactP() =>
        Assert.Equal(3.715936139571442e-05, McNemar.P(86, 150), 1e-12); // 2 * sum(comb(236, k) for k in range(87)) / 2**236; his z is -4.17

    [Fact] // Altman and Bland, BMJ 309, 1994, p. 102: 231 of 258 with abnormal, 54 of 86 with normal pathology told right; 0.75 ill
    public void PredictiveValues_LiverScans_AreThePapers()
    {
        double sensitivity = 231 / 258.0, specificity = 54 / 86.0;

        Assert.Equal(0.88, PredictiveValues.Positive(sensitivity, specificity, 258 / 344.0)!.Value, 0.005);
        Assert.Equal(0.67, PredictiveValues.Negative(sensitivity, specificity, 258 / 344.0)!.Value, 0.005);
        Assert.Equal(0.45, PredictiveValues.Positive(sensitivity, specificity, 0.25)!.Value, 0.01);
        Assert.Equal(0.95, PredictiveValues.Negative(sensitivity, specificity, 0.25)!.Value, 0.01);
    }

    [Fact]
    public void PredictiveValues_NothingCalled_AreNotDefined() => Assert.Null(PredictiveValues.Positive(0, 1, 0.1));

    [Fact] // Vickers and Elkin 2006, formula by hand: ten films, four positive; at 0.2 three of them and two others are called
    public void NetBenefit_TenFilms_IsWorkedOutByHand()
    {
        double[] probabilities = [0.9, 0.8, 0.3, 0.1, 0.5, 0.2, 0.15, 0.1, 0.05, 0.01];
        int[] labels = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0];

        var point = NetBenefit.At(probabilities, labels, 0.2).Value;

        Assert.Equal(0.3 - (0.2 * 0.25), point.Model, 1e-12);
        Assert.Equal(0.4 - (0.6 * 0.25), point.TreatAll, 1e-12);
    }

    [Fact]
    public void NetBenefit_ThresholdAtThePrevalence_ActingOnAllIsWorthNothing()
    {
        var curve = NetBenefit.Curve([0.9, 0.2, 0.3, 0.1], [1, 0, 0, 0]).Value;

        Assert.Equal(0, curve.Single(p => p.Threshold == 0.25).TreatAll, 1e-12);
        Assert.All(curve.Where(p => p.Threshold is > 0.3 and < 0.9), p => Assert.Equal(0.25, p.Model, 1e-12)); // the one ill called, nobody else
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void NetBenefit_ThresholdWithoutOdds_Throws(double threshold) => Assert.Throws<ArgumentOutOfRangeException>(() => NetBenefit.At([0.5], [1], threshold));
}
