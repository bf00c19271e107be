using Xunit;

namespace XrayPortal.Tests.Films;

/// <summary>Waits for a condition; fails the test when it does not come true in time.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition, int seconds = 20)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, "The condition did not come true in time.");
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
