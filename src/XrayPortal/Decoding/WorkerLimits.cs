using System.Runtime.InteropServices;

namespace XrayPortal.Decoding;

/// <summary>
/// What a decoding process takes from itself before it reads the first byte: Linux limits that .NET starts under only partly and keeps once it
/// runs. None can be raised again. Sources: getrlimit(2), prctl(2).
/// </summary>
internal static partial class WorkerLimits
{
    private const int CpuSeconds = 0;
    private const int DataBytes = 2;
    private const int CoreBytes = 4;
    private const int OpenFiles = 7;
    private const int Dumpable = 4;
    private const int NoNewPrivileges = 38;
    private const int PipeSize = 1031;
    private const int PipeBytes = 1 << 20; // what a user may ask for without privileges
    private const ulong Files = 96; // libraries that a codec still loads

    /// <summary>Memory that a process may need for a film at the limits: its bytes, stored cells, wide cells of a native codec, grey values, and the runtime.</summary>
    public static long Memory(long mostFileBytes, long mostPixels) => ManagedMemory(mostFileBytes, mostPixels) + (6 * mostPixels) + (256L << 20);

    /// <summary>The part of it that the garbage collector may take.</summary>
    public static long ManagedMemory(long mostFileBytes, long mostPixels) => (256L << 20) + (2 * mostFileBytes) + (8 * mostPixels);

    /// <returns>The names of limits that the system would not set; empty: all hold.</returns>
    public static IReadOnlyList<string> Take(long memoryBytes)
    {
        if (!OperatingSystem.IsLinux()) return ["all: this is no Linux"];
        var missing = new List<string>();
        if (prctl(NoNewPrivileges, 1, 0, 0, 0) != 0) missing.Add("no new privileges");
        if (prctl(Dumpable, 0, 0, 0, 0) != 0) missing.Add("no dump");
        if (!Set(CoreBytes, 0, 0)) missing.Add("core");
        if (!Set(DataBytes, (ulong)memoryBytes, (ulong)memoryBytes)) missing.Add("memory");
        if (!Set(OpenFiles, Files, Files)) missing.Add("open files");
        return missing;
    }

    /// <summary>Lets more of a film wait in the pipes to and from the portal (fcntl(2), F_SETPIPE_SZ): fewer turns between the two processes. Best effort.</summary>
    public static void WidenPipes()
    {
        if (!OperatingSystem.IsLinux()) return;
        foreach (var pipe in (int[])[0, 1]) _ = fcntl(pipe, PipeSize, PipeBytes);
    }

    /// <summary>Processor seconds until the system ends the process, counted from its start.</summary>
    public static void EndAfter(double processorSeconds)
    {
        if (OperatingSystem.IsLinux()) Set(CpuSeconds, (ulong)Math.Ceiling(processorSeconds), ulong.MaxValue);
    }

    private static bool Set(int resource, ulong soft, ulong hard) => setrlimit(resource, new Limit { Soft = soft, Hard = hard }) == 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, in Limit limit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int file, int command, int value);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
