using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Dicom.Codecs;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom;

/// <summary>Lossy grey films against DCMTK and GDCM: within one level of each.</summary>
public sealed class LossyPeerTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("dcmdjpeg", "dcmtk", "", "1.2.840.10008.1.2.4.50 1.2.840.10008.1.2.4.51 1.2.840.10008.1.2.4.53")]
    [InlineData("dcmdjpls", "dcmtk", "", "1.2.840.10008.1.2.4.81")]
    [InlineData("gdcmconv", "libgdcm-tools", "--raw", "1.2.840.10008.1.2.4.50 1.2.840.10008.1.2.4.51 1.2.840.10008.1.2.4.81 1.2.840.10008.1.2.4.91")]
    public async Task GetFrame_LossyGrey_IsWithinOneLevel(string program, string package, string option, string syntaxes)
    {
        Peer.SkipWithout(program, package);
        using var folder = new TemporaryFolder();
        var (compared, farthest) = (0, 0.0);
        foreach (var (row, path) in DicomCorpus.Files())
        {
            if (row["lossless"] != "no" || !row["photometric"].StartsWith("MONO", StringComparison.Ordinal) || !syntaxes.Split(' ').Contains(row["transfer_syntax"])
                || DicomCodecs.MissingPackage(row["transfer_syntax"]) is not null || row["expected"].Contains("CodecError", StringComparison.Ordinal)) continue;
            var plain = folder.Path("plain.dcm");
            File.Delete(plain);
            string[] arguments = option.Length > 0 ? [option, path, plain] : [path, plain];
            if ((await Peer.RunAsync(program, arguments)).ExitCode != 0 || !File.Exists(plain)) continue; // what a peer cannot read, it cannot judge
            var (ours, theirs) = (Dicoms.PixelsOf(await File.ReadAllBytesAsync(path)).GetFrame(0), Dicoms.PixelsOf(await File.ReadAllBytesAsync(plain)).GetFrame(0));
            var distance = 0.0;
            for (var i = 0; i < ours.Width * ours.Height; i++) distance = Math.Max(distance, Math.Abs(ours.ValueAt(i) - theirs.ValueAt(i)));
            Assert.True(distance <= 1, $"{row["file"]}: {distance}");
            farthest = Math.Max(farthest, distance);
            compared++;
        }

        output.WriteLine($"{compared} files, at most {farthest} apart");
        Assert.True(compared > 0);
    }

    [Fact]
    public async Task GetFrame_HighThroughputLossy_IsWithinOneLevelOfOpenJph()
    {
        Peer.SkipWithout("ojph_expand", "openjph-tools");
        Assert.SkipUnless(DicomCodecs.MissingPackage("1.2.840.10008.1.2.4.203") is null, "OpenJPEG is not installed (Debian package libopenjp2-7).");
        using var folder = new TemporaryFolder();
        foreach (var (row, path) in DicomCorpus.Files().Where(file => file.Row["transfer_syntax"] == "1.2.840.10008.1.2.4.203"))
        {
            var file = await File.ReadAllBytesAsync(path);
            await File.WriteAllBytesAsync(folder.Path("film.j2c"), Dicoms.FragmentOf(file));
            Assert.Equal(0, (await Peer.RunAsync("ojph_expand", "-i", folder.Path("film.j2c"), "-o", folder.Path("film.pgm"))).ExitCode);
            var frame = Dicoms.PixelsOf(file).GetFrame(0);
            var cells = (await File.ReadAllBytesAsync(folder.Path("film.pgm"))).AsSpan()[^(2 * frame.Width * frame.Height)..].ToArray();
            for (var i = 0; i < frame.Width * frame.Height; i++)
                Assert.True(Math.Abs(frame.ValueAt(i) - ((cells[2 * i] << 8) | cells[(2 * i) + 1])) <= 1, $"{row["file"]}, pixel {i}");
        }
    }
}
