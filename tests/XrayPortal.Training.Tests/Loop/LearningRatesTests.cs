using XrayPortal.Training.Loop;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Tests.Loop;

public sealed class LearningRatesTests
{
    [Theory]
    [InlineData(ScheduleKind.Constant, 1, 0, 1)]
    [InlineData(ScheduleKind.Constant, 10, 9, 1)]
    [InlineData(ScheduleKind.Cosine, 1, 2, 0.4)] // 2 of 100 steps, warm-up to 5
    [InlineData(ScheduleKind.Cosine, 1, 5, 1)]
    [InlineData(ScheduleKind.Cosine, 11, 0, 0.01)]
    [InlineData(ScheduleKind.OneCycle, 1, 0, 0.04)]
    [InlineData(ScheduleKind.OneCycle, 4, 0, 1)]
    [InlineData(ScheduleKind.OneCycle, 7, 5, 0.5)] // half-way down
    [InlineData(ScheduleKind.OneCycle, 11, 0, 1e-4)]
    public void Factor_AtStep_IsAsDescribed(ScheduleKind schedule, int epoch, int step, double factor) =>
        Assert.Equal(factor, LearningRates.Factor(new Recipe { Schedule = schedule, Epochs = 10 }, new Progress { Epoch = epoch, Step = step }, 10), 1e-9);

    [Fact]
    public void Factor_Plateau_FallsAfterTwoEpochsWithoutGain()
    {
        double[] scores = [0.5, 0.6, 0.6, 0.55, 0.7, 0.7, 0.7, 0.7, 0.7];
        var recipe = new Recipe { Schedule = ScheduleKind.Plateau, Epochs = 10 };
        double After(int epochs) => LearningRates.Factor(
            recipe, new Progress { Epoch = epochs, History = [.. scores.Take(epochs).Select((s, i) => new EpochRecord("finetune", i, 0, 0, 0, 0, null, null, s, 0))] }, 10);

        Assert.Equal(1, After(3), 1e-9);
        Assert.Equal(1 / 3.0, After(4), 1e-9);
        Assert.Equal(1 / 9.0, After(7), 1e-9);
        Assert.Equal(1 / 27.0, After(9), 1e-9);
    }
}
