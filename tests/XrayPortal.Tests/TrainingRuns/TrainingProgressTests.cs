using XrayPortal.TrainingRuns;
using Xunit;

namespace XrayPortal.Tests.TrainingRuns;

public sealed class TrainingProgressTests
{
    [Fact]
    public void Add_LinesOfARun_TellWhereItStands()
    {
        var progress = new TrainingProgress();

        progress.Add("""{"event":"start"}""");
        progress.Add("""{"event":"step","phase":"finetune","epoch":2,"epochs":4,"step":5,"steps":10,"loss":0.5,"imagesPerSecond":20,"etaSeconds":61}""");
        var now = progress.Snapshot();

        Assert.Equal(("finetune", 2, 4, 5, 10), (now.Phase, now.Epoch, now.EpochCount, now.Step, now.StepCount));
        Assert.Equal(0.375, now.Share, 6);
        Assert.Equal(TimeSpan.FromSeconds(61), now.Left);
        Assert.Null(now.End);
    }

    [Fact]
    public void Add_ResumedRunSaysAnEpochAgain_TheLaterOneCounts()
    {
        var progress = new TrainingProgress();
        foreach (var loss in new[] { 0.9, 0.8 })
        {
            progress.Add($$"""{"event":"step","phase":"finetune","epoch":1,"epochs":2,"step":1,"steps":2,"loss":{{loss}}}""");
            progress.Add($$"""{"event":"epoch","phase":"finetune","epoch":1,"epochs":2,"trainLoss":{{loss}},"validationAuroc":0.7}""");
        }

        var now = progress.Snapshot();

        Assert.Equal(0.8, Assert.Single(now.Steps).Loss);
        Assert.Equal(0.8, Assert.Single(now.Epochs).TrainLoss);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[1,2]")]
    [InlineData("""{"event":7}""")]
    [InlineData("""{"event":"epoch","epoch":"two","trainLoss":"NaN"}""")]
    [InlineData("""{"event":"step","loss":"NaN","epoch":1e99,"etaSeconds":-5}""")]
    [InlineData("""{"event":"end"}""")]
    public void Add_OddLine_IsKeptInTheTailAndHarmsNothing(string line)
    {
        var progress = new TrainingProgress();

        progress.Add(line);

        Assert.Equal([line], progress.Snapshot().Tail);
        Assert.Empty(progress.Snapshot().Steps);
    }

    [Fact]
    public void Snapshot_TakenEarlier_DoesNotChange()
    {
        var progress = new TrainingProgress();
        var before = progress.Snapshot();

        progress.Add("""{"event":"step","phase":"head","epoch":1,"epochs":2,"step":1,"steps":2,"loss":1}""");

        Assert.Empty(before.Steps);
    }

    [Theory]
    [InlineData(0.312, 0.958, 5)]
    [InlineData(0, 0, 5)]
    [InlineData(-3, 12_000, 8)]
    [InlineData(1, 1.0000000001, 5)]
    public void Axis_AnyRange_HoldsItWithAFewRoundMarks(double low, double high, int marks)
    {
        var axis = ChartAxis.Of([low, high], marks);

        Assert.True(axis.Low <= low && axis.High >= high);
        Assert.InRange(axis.Marks().Count(), 2, (2 * marks) + 2);
    }
}
