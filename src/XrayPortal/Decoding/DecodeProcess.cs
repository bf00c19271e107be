using System.Diagnostics;
using System.Globalization;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;

namespace XrayPortal.Decoding;

/// <param name="Film">The film (or what was asked for instead) or the decoder's refusal; null where the process ended or spoke nonsense.</param>
/// <param name="Stalled">Whether it was ended because it took too long.</param>
internal readonly record struct DecodeAnswer<T>(Result<T>? Film, bool Stalled)
    where T : notnull;

/// <summary>One child process that decodes: this very program with the verb <c>decode-worker</c>. Asked by one caller at a time.</summary>
internal sealed class DecodeProcess : IDisposable
{
    /// <summary>All that a child gets of the portal's environment: connection strings, keys and tokens stay here.</summary>
    private static readonly string[] kept = ["PATH", "DOTNET_ROOT", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "LD_LIBRARY_PATH"];

    private readonly Process process;

    private DecodeProcess(Process process) => (this.process, Id) = (process, process.Id);

    /// <summary>Films that it was asked for.</summary>
    public int Asked { get; private set; }

    public int Id { get; }

    public bool HasEnded => process.HasExited;

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static DecodeProcess Start(DecodeLimits limits, DecodeOptions options) => Start(Command(limits, options));

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    internal static DecodeProcess Start(ProcessStartInfo command)
    {
        var child = Process.Start(command) ?? throw new InvalidOperationException("The decoding process did not start.");
        _ = DrainAsync(child.StandardError.BaseStream);
        return new DecodeProcess(child);
    }

    /// <summary>Program, arguments and environment of a child: nothing of a film and nothing of the portal's secrets.</summary>
    internal static ProcessStartInfo Command(DecodeLimits limits, DecodeOptions options)
    {
        var (program, first) = Program();
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        if (first is not null) start.ArgumentList.Add(first);
        start.ArgumentList.Add("decode-worker");
        foreach (var number in new[] { WorkerLimits.Memory(limits.MaxFileBytes, limits.MaxPixels), options.ProcessorSeconds })
            start.ArgumentList.Add(number.ToString(CultureInfo.InvariantCulture));
        var environment = kept.Select(name => (name, Value: Environment.GetEnvironmentVariable(name))).Where(v => v.Value is not null).ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // leaves a socket in the temporary folder
        start.Environment["DOTNET_GCHeapHardLimit"] = WorkerLimits.ManagedMemory(limits.MaxFileBytes, limits.MaxPixels).ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "1"; // the portal does without for a fast start; film after film pays for it
        return start;
    }

    public Task<DecodeAnswer<DecodedFilm>> AskAsync(ReadOnlyMemory<byte> file, DecodeLimits limits, FilmPresentation? presentation, int seconds) => AskAsync(
        new DecodeRequest(limits, presentation, file.Length), file, from => DecodeWire.HearAsync(from, limits, CancellationToken.None), seconds);

    /// <summary>Asks for a DICOM object without compression.</summary>
    public Task<DecodeAnswer<byte[]>> AskForObjectAsync(ReadOnlyMemory<byte> file, DecodeLimits limits, int seconds) => AskAsync(
        new DecodeRequest(limits, null, file.Length, AsObject: true), file, from => DecodeWire.HearObjectAsync(from, CancellationToken.None), seconds);

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private async Task<DecodeAnswer<T>> AskAsync<T>(DecodeRequest request, ReadOnlyMemory<byte> file, Func<Stream, Task<Result<T>>> hear, int seconds)
        where T : notnull
    {
        Asked++;
        var stalled = false;
        await using var clock = new Timer(
            _ =>
            {
                stalled = true;
                Kill(); // ends the waiting read, too
            },
            null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
        try
        {
            await DecodeWire.AskAsync(process.StandardInput.BaseStream, request, file, CancellationToken.None);
            return new DecodeAnswer<T>(await hear(process.StandardOutput.BaseStream), Stalled: false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException)
        {
            Kill();
            return new DecodeAnswer<T>(null, stalled);
        }
    }

    // A fault's last words may quote the film: nobody keeps them. As bytes, since a child that writes without end need not write lines.
    private static async Task DrainAsync(Stream lastWords)
    {
        try
        {
            await lastWords.CopyToAsync(Stream.Null);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process was ended.
        }
    }

    private void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: false);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    /// <summary>This program, however it was started: its own executable, or the runtime with its library.</summary>
    private static (string Program, string? First) Program()
    {
        var library = typeof(DecodeProcess).Assembly.Location;
        var runner = Environment.ProcessPath!;
        if (library.Length == 0) return (runner, null); // one file
        if (Path.GetFileNameWithoutExtension(runner) == "dotnet") return (runner, library);
        var executable = Path.ChangeExtension(library, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(executable) ? (executable, null) : ("dotnet", library);
    }
}
