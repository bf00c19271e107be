using XrayPortal.Inference.Calibration;
using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Calibration;

public sealed class OperatingPointsTests
{
    private static readonly string[] Patients = [.. Enumerable.Range(0, 60).Select(i => $"p{i}")];

    [Fact]
    public void Plateau_EasyFilms_IsTheWholeGap()
    {
        // Every threshold above 0.2 and up to 0.7 parts the classes; the index has no error there.
        var plateau = YoudenPlateau.Of([0.1, 0.2, 0.7, 0.9], [0, 0, 1, 1]);

        Assert.Equal(new YoudenPlateau(0.2, 0.7, 1, 0), plateau);
    }

    [Fact]
    public void Plateau_OverlappingFilms_TakesWhatIsWithinOneStandardError()
    {
        // Thresholds and index: 0.9: 1/3; 0.8: 0; 0.7: 1/3; 0.3: 2/3 (best); 0.2: 1/3; 0.1: 0.
        // At the best se = 1, fpr = 1/3: error sqrt((1/3)(2/3)/3) = 0.272, so nothing else is within it.
        var plateau = YoudenPlateau.Of([0.9, 0.8, 0.7, 0.3, 0.2, 0.1], [1, 0, 1, 1, 0, 0]);

        Assert.Equal((0.2, 0.3), (plateau.Low, plateau.High));
        Assert.Equal(2 / 3.0, plateau.Best, 1e-12);
        Assert.Equal(Math.Sqrt(2 / 27.0), plateau.StandardError, 1e-12);
    }

    [Fact]
    public void CrossValidated_WideGap_LiesInItsMiddleByLogOdds()
    {
        double[] logits = [.. Enumerable.Range(0, 60).Select(i => i < 30 ? -6.0 + (i / 30.0) : 4.0 + (i / 30.0))];
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i < 30 ? 0 : 1)];

        var point = OperatingPoints.CrossValidated(logits, labels, Patients).Value;

        // The gap runs from -5.03 to 5, before the temperature of parted films.
        Assert.InRange(point.Threshold, 0.4, 0.6);
        Assert.Contains("within one standard error", point.ChosenBy);
    }

    [Fact]
    public void AtSensitivity_LowestFilmFarFromTheMiddle_IsHeldWithinBounds()
    {
        // Ten of 200 films with pneumonia score as low as films without, yet above them all.
        double[] logits = [.. Enumerable.Range(0, 400).Select(i => i < 200 ? -9.0 : i < 210 ? -8.5 : 9.0)];
        int[] labels = [.. Enumerable.Range(0, 400).Select(i => i < 200 ? 0 : 1)];
        string[] patients = [.. Enumerable.Range(0, 400).Select(i => $"p{i}")];

        Assert.Equal(OperatingPoints.Least, OperatingPoints.AtSensitivity(logits, labels, patients, 1).Value.Threshold);
    }

    [Fact]
    public void CrossValidated_OtherFolds_MovesLittle()
    {
        double[] chosen = [.. Enumerable.Range(1, 8).Select(seed => OperatingPoints.CrossValidated(Reference.LogOdds, Reference.Labels, Patients, seed).Value.Threshold)];

        Assert.True(chosen.Max() - chosen.Min() < 0.1, string.Join(' ', chosen));
    }

    [Fact]
    public void CrossValidated_SameSeed_IsTheSame() => Assert.Equal(
        OperatingPoints.CrossValidated(Reference.LogOdds, Reference.Labels, Patients).Value,
        OperatingPoints.CrossValidated(Reference.LogOdds, Reference.Labels, Patients).Value);

    [Fact]
    public void CrossValidated_FewPatients_IsRefused()
    {
        string[] two = [.. Reference.Labels.Select(label => $"p{label}")];

        Assert.Equal("calibration.too-few-patients", OperatingPoints.CrossValidated(Reference.LogOdds, Reference.Labels, two).Refusal?.Code);
    }

    [Fact]
    public void CrossValidated_OneClass_IsRefused() => Assert.Equal(
        "calibration.too-few-patients", OperatingPoints.CrossValidated(Reference.LogOdds, new int[60], Patients).Refusal?.Code);

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.9)]
    [InlineData(0.6)]
    public void AtSensitivity_Target_IsReachedAndNotGivenAway(double target)
    {
        var scores = CrossCalibration.Probabilities(Reference.LogOdds, Reference.Labels, Patients, OperatingPoints.Folds, seed: 1).Value;

        var threshold = OperatingPoints.AtSensitivity(Reference.LogOdds, Reference.Labels, Patients, target).Value.Threshold;

        Assert.True(ConfusionMatrix.Of(scores, Reference.Labels, threshold).Sensitivity.Value >= target);
        if (threshold > OperatingPoints.Least)
            Assert.True(ConfusionMatrix.Of(scores, Reference.Labels, threshold + 1e-9).Sensitivity.Value < target);
    }
}
