using static TorchSharp.torch;

namespace XrayPortal.Training.Tests;

public sealed class TensorArithmeticTests
{
    /// <summary>With TorchSharp's own operators the same sum fails every second or third time: torch reads numbers that were collected meanwhile.</summary>
    [Fact]
    public async Task Sums_WhileTheCollectorRunsAllTheTime_AreRight()
    {
        using var done = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var collecting = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    GC.Collect(0);
                    GC.WaitForPendingFinalizers();
                }
            },
            TestContext.Current.CancellationToken);
        var reckoning = Enumerable.Range(0, 3).Select(_ => Task.Run(() => Reckon(done.Token), TestContext.Current.CancellationToken)).ToArray();

        Assert.All(await Task.WhenAll(reckoning), answers => Assert.Equal([12.5f], answers));
        await collecting;
    }

    /// <returns>The different answers to ((3 + 2) · 4 + 5) / 2, clamped to 0 to 100.</returns>
    private static HashSet<float> Reckon(CancellationToken done)
    {
        var answers = new HashSet<float>();
        while (!done.IsCancellationRequested)
        {
            using var scope = NewDisposeScope();
            var three = ones(1).Plus(ones(1)).Plus(1);
            answers.Add(three.Plus(2).Times(4).Minus(-5).Over(2).AtLeast(0).Within(0, 100).item<float>());
        }

        return answers;
    }
}
