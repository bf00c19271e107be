using System.Runtime;

namespace XrayPortal.Training.Loop;

/// <summary>
/// Lets native work be done while the garbage collector stands still. TorchSharp's optimisers hand numbers to torch as objects that nobody
/// holds during the call: one that is collected at that moment is read after it is gone ("Unknown scalar type"). The thread that draws
/// batches allocates enough for that to happen. Costs some 0.05 ms a call.
/// </summary>
internal static class StillCollector
{
    /// <summary>Bytes that all threads together may allocate meanwhile; beyond them the collector runs after all.</summary>
    private const long Room = 128L << 20;

    public static T Run<T>(Func<T> work)
    {
        var still = GC.TryStartNoGCRegion(Room, disallowFullBlockingGC: true);
        try
        {
            return work();
        }
        finally
        {
            if (still) End();
        }
    }

    private static void End()
    {
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion) return;
        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // Another thread used the room up between the question and the call: the collector runs already.
        }
    }
}
