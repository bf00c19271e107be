using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace XrayPortal.Data;

/// <summary>Moves files so that they are still there after the power fails.</summary>
internal static partial class Disk
{
    private const int DirectoryOnly = 0x10000; // O_RDONLY | O_DIRECTORY on Linux, open(2)

    /// <summary>Moves a finished file to its place: its bytes first, then its name. Both folders are on one file system.</summary>
    public static void MoveDurably(string from, string to)
    {
        using (var file = File.OpenHandle(from, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(file);
        var folder = Path.GetDirectoryName(to)!;
        var isNew = !Directory.Exists(folder);
        if (isNew) Directory.CreateDirectory(folder);
        File.Move(from, to, overwrite: true);
        FlushFolder(folder);
        if (isNew) FlushFolder(Path.GetDirectoryName(folder)!);
    }

    // Elsewhere the file system itself keeps names in order, or there is no way to ask it.
    private static void FlushFolder(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var folder = open(path, DirectoryOnly);
        if (folder.IsInvalid || fsync(folder) != 0) throw new IOException($"A folder could not be written to disk (errno {Marshal.GetLastPInvokeError()}).");
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);
}
