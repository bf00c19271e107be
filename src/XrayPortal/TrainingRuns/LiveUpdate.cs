namespace XrayPortal.TrainingRuns;

/// <summary>Lets a page redraw at most twice a second, however often it is told that something changed; the last word is never lost.</summary>
internal sealed class LiveUpdate
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private int asked;

    public void Ask(Func<Task> redraw)
    {
        if (Interlocked.Exchange(ref asked, 1) == 1) return; // one is on its way and will see this change, too
        _ = LaterAsync(redraw);
    }

    private async Task LaterAsync(Func<Task> redraw)
    {
        await Task.Delay(Pause);
        Interlocked.Exchange(ref asked, 0);
        try
        {
            await redraw();
        }
        catch (ObjectDisposedException)
        {
            // The page is gone.
        }
    }
}

internal static class Durations
{
    public static string Text(TimeSpan span) => span switch
    {
        { TotalHours: >= 1 } => $"{(int)span.TotalHours} h {span.Minutes} min",
        { TotalMinutes: >= 1 } => $"{span.Minutes} min {span.Seconds} s",
        _ => $"{span.TotalSeconds:0} s",
    };
}
