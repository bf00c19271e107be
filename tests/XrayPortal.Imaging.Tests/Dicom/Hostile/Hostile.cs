using System.Diagnostics;
using XrayPortal.Imaging.Decode;

namespace XrayPortal.Imaging.Tests.Dicom.Hostile;

/// <summary>What must hold of every file, whatever is in it.</summary>
internal static class Hostile
{
    /// <summary>The deadline that a decoder is given.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    // A small file may still say, and prove by its size, that it is a large picture; it may not cost much more than that.
    private const long MaxAllocated = 512L * 1024 * 1024;

    private static readonly DecodeLimits Limits = new() { MaxPixels = 4_000_000 };

    /// <summary>Decodes; fails the test where anything is thrown, memory or time runs away, or a pixel lies outside 0..1.</summary>
    /// <returns>The refusal's code, or "read".</returns>
    public static string Outcome(byte[] file, string name)
    {
        var (before, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        try
        {
            FilmHeader.Read(file, file.Length, Limits);
            var film = FilmDecoder.Decode(file, Limits, new FilmPresentation { WithOverlays = true });

            Assert.True(watch.Elapsed < Deadline, $"{name}: {watch.Elapsed}");
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MaxAllocated, $"{name}: {allocated} bytes");
            if (!film.IsRefused) Assert.True(film.Value.Image.Pixels.All(value => value is >= 0 and <= 1), name);
            return film.Refusal?.Code ?? "read";
        }
        catch (Exception fault) when (fault is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException(name, fault);
        }
    }
}
