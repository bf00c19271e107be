using System.Diagnostics;
using Xunit;

namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>Programs of others, as oracles; a test that needs one is skipped with a reason where it is not installed.</summary>
internal static partial class Peer
{
    /// <summary>Debian's Python, which is the one that Debian's packages of pydicom and GDCM belong to.</summary>
    public const string Python = "/usr/bin/python3";

    public static bool Has(string program) => Find(program) is not null;

    public static void SkipWithout(string program, string package) =>
        Assert.SkipUnless(Has(program), $"{program} is not installed (Debian package {package}).");

    public static async Task SkipWithoutPydicomAsync()
    {
        Assert.SkipUnless(File.Exists(Python), "Python is not installed.");
        Assert.SkipUnless((await RunAsync(Python, "-c", "import pydicom, numpy")).ExitCode == 0, "pydicom is not installed (Debian package python3-pydicom).");
    }

    public static async Task<(int ExitCode, string Error)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!; // a program starts or throws
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var said = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = await process.StandardError.ReadToEndAsync(deadline.Token);
        await said;
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, error);
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
