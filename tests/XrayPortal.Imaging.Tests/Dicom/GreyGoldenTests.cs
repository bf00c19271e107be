using System.Runtime.InteropServices;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom;

/// <summary>
/// The grey chain over bit depth, sign, LUT and photometric interpretation: a table of golden values, and the same films through
/// pydicom and DCMTK.
/// </summary>
/// <remarks>The table holds pydicom 2.3.1's values: run this class with XRAYPORTAL_WRITE_GOLDEN=1.</remarks>
public sealed class GreyGoldenTests
{
    private static float[] Grey(GreyCase film)
    {
        var decoded = FilmDecoder.Decode(film.Build(), DecodeLimits.Default);
        Assert.False(decoded.IsRefused, $"{film}: {decoded.Refusal?.Sentence}");
        return decoded.Value.Image.Pixels;
    }

    [Fact]
    public void Decode_EveryRowOfTheTable_GivesItsValues()
    {
        var golden = File.ReadLines(Peer.Script("grey-golden.csv")).Skip(1).Select(line => line.Split(',')).ToDictionary(row => row[0], row => row[1..]);

        Assert.Equal(GreyCase.All().Count(), golden.Count);
        Assert.All(GreyCase.All(), film => Assert.All(
            Grey(film).Zip(golden[film.ToString()], (grey, expected) => (grey, Expected: double.Parse(expected))),
            pair => Assert.Equal(pair.Expected, pair.grey, 1e-6)));
    }

    [Fact]
    public async Task Decode_EveryRowOfTheTable_EqualsPydicom()
    {
        await Peer.SkipWithoutPydicomAsync();
        using var folder = new TemporaryFolder();
        foreach (var film in GreyCase.All()) File.WriteAllBytes(folder.Path($"{film}.dcm"), film.Build());

        var run = await Peer.RunAsync(Peer.Python, Peer.Script("pydicom_grey.py"), folder.Path(""));

        Assert.Equal((0, ""), run);
        if (Environment.GetEnvironmentVariable("XRAYPORTAL_WRITE_GOLDEN") is { Length: > 0 }) WriteTable(folder);
        Assert.All(GreyCase.All(), film => Assert.All(
            Grey(film).Zip(MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(folder.Path($"{film}.f64"))).ToArray()),
            pair => Assert.Equal(pair.Second, pair.First, 1e-6)));
    }

    [Fact]
    public async Task Decode_EveryRowThatDcmtkKnows_EqualsIt()
    {
        Peer.SkipWithout("dcm2pnm", "dcmtk");
        using var folder = new TemporaryFolder();
        // A start of the program takes longest: three depths tell, all of them in a long run.
        var films = GreyCase.All().Where(film => film.Voi is not "exact" && !film.HasPadding)
            .Where(film => FullRun.IsAsked || (film.Stored, film.HighBit) is (10, 9) or (12, 15) or (16, 15));
        foreach (var film in films)
        {
            var (dicom, png) = (folder.Path("film.dcm"), folder.Path("film.png"));
            File.WriteAllBytes(dicom, film.Build());
            string[] window = film.Voi switch { "none" => ["+Wm"], "table" => ["+Wl", "1"], _ => ["+Wi", "1"] };
            Assert.Equal((0, ""), await Peer.RunAsync("dcm2pnm", ["-q", .. window, "+on2", dicom, png]));
            var expected = FilmDecoder.Decode(File.ReadAllBytes(png), DecodeLimits.Default).Value.Image.Pixels;

            // DCMTK rounds modality units to whole numbers: half a level of 255 at most.
            Assert.All(Grey(film).Zip(expected), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 0.5 / 255, $"{film}: {pair}"));
        }
    }

    private static void WriteTable(TemporaryFolder folder)
    {
        var lines = GreyCase.All().Select(film => string.Join(
            ',', [film.ToString(), .. MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(folder.Path($"{film}.f64"))).ToArray().Select(v => $"{v:0.#######}")]));
        File.WriteAllLines(Peer.Script("grey-golden.csv"), ["film,p0,p1,p2,p3,p4,p5,p6,p7", .. lines]);
    }
}
