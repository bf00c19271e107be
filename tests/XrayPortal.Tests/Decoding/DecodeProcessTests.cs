using System.Diagnostics;
using XrayPortal.Decoding;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Overlay;
using Xunit;

namespace XrayPortal.Tests.Decoding;

/// <summary>What the portal makes of a child that lies, floods, sleeps, dies or takes too much: real processes all.</summary>
[Collection(DecodePoolTests.Alone)]
public sealed class DecodeProcessTests
{
    private static readonly byte[] small = PngEncoder.Grey(Phantom.Draw(1, pneumonia: false, 64, 64));
    private static readonly byte[] large = new byte[1 << 20]; // longer than a pipe holds

    /// <summary>Programs in the decoder's place, as a decoder that a film took over might behave.</summary>
    [Theory]
    [InlineData("writes garbage", "exec yes", false)]
    [InlineData("writes nothing but zeros", "exec cat /dev/zero", false)]
    [InlineData("writes a false length", "printf '\\377\\377\\377\\177'; exec sleep 60", false)]
    [InlineData("promises a film and sends a part", "printf '\\066\\0\\0\\0{\"width\":9000,\"height\":7000,\"bitsStored\":8,\"format\":0}abc'", false)]
    [InlineData("ends at once", "exit 3", false)]
    [InlineData("sleeps", "exec sleep 60", true)]
    [InlineData("reads and says nothing", "cat > /dev/null; exec sleep 60", true)]
    [InlineData("floods standard error", "exec cat /dev/zero >&2", true)]
    public async Task Ask_StrangerInItsPlace_IsEndedAndCostsNoMemory(string what, string script, bool stalls)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var process = DecodeProcess.Start(start);

        var answer = await process.AskAsync(stalls ? large : small, DecodeLimits.Default, presentation: null, seconds: 1);

        Assert.Null(answer.Film);
        Assert.True(stalls == answer.Stalled, what);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32L << 20);
        await Films.Eventually.TrueAsync(() => Task.FromResult(process.HasEnded));
    }

    /// <summary>The real decoder, told to live on less than this film takes.</summary>
    [Fact]
    public async Task Ask_FilmThatTakesMoreMemoryThanAllowed_EndsTheProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limits are Linux's.");
        using var process = DecodeProcess.Start(new DecodeLimits { MaxFileBytes = 1, MaxPixels = 1 }, new DecodeOptions());

        var answer = await process.AskAsync(HostileFilms.ManyPixels(), DecodeLimits.Default, presentation: null, seconds: 30);

        Assert.Null(answer.Film);
        Assert.False(answer.Stalled);
        await Films.Eventually.TrueAsync(() => Task.FromResult(process.HasEnded));
    }

    [Fact]
    public void Command_Child_NamesNoFileAndNoSecret()
    {
        var command = DecodeProcess.Command(DecodeLimits.Default, new DecodeOptions());

        Assert.Equal("decode-worker", command.ArgumentList[^3]);
        Assert.All(command.ArgumentList.TakeLast(2), a => Assert.True(long.TryParse(a, out _)));
        string[] known = ["PATH", "DOTNET_ROOT", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "LD_LIBRARY_PATH", "DOTNET_EnableDiagnostics", "DOTNET_GCHeapHardLimit", "DOTNET_gcServer", "DOTNET_TieredPGO"];
        Assert.Empty(command.Environment.Keys.Except(known, StringComparer.Ordinal));
    }
}
