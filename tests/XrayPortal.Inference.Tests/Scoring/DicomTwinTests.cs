using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Inference.Tests.Builders;
using SharedData = XrayPortal.Inference.Tests.Builders.SharedData;

namespace XrayPortal.Inference.Tests.Scoring;

/// <summary>Labelled chest films wrapped as DX, in every lossless syntax and in their own JPEG: the probability of their plain twins.</summary>
public sealed class DicomTwinTests
{
    private const int Films = 12;
    private const double Tolerance = 1e-3;

    [Fact]
    public async Task Run_FilmsWrappedAsDx_GiveTheProbabilityOfTheirPlainTwins()
    {
        var files = Directory.GetFiles(SharedData.Folder("data", "chest-xray", "films-224", "test"), "*.jpeg").Order().ToArray();
        var package = ModelPackage.Open(Path.Combine(SharedData.Repository(), "models", "chest-xray-pneumonia", "1.0.0"));
        using var scorer = FilmScorer.Load(package.Value, Device.Cpu, threads: 1).Value;
        using var folder = new TempFolder();
        for (var i = 0; i < Films; i++)
        {
            var jpeg = await File.ReadAllBytesAsync(files[i * (files.Length / Films)]);
            var plain = FilmDecoder.Decode(jpeg, DecodeLimits.Default).Value.Image;
            var expected = scorer.Run(plain).Probability;
            foreach (var (name, film) in await TwinsAsync(jpeg, plain.Width, plain.Height, [.. plain.Pixels.Select(v => (byte)Math.Round(v * 255))], folder))
            {
                var decoded = FilmDecoder.Decode(film, DecodeLimits.Default);
                Assert.False(decoded.IsRefused, $"{name}: {decoded.Refusal?.Sentence}");
                Assert.True(Math.Abs(expected - scorer.Run(decoded.Value.Image).Probability) <= Tolerance, $"{name} of film {i}");
            }
        }
    }

    private static async Task<List<(string Name, byte[] Film)>> TwinsAsync(byte[] jpeg, int width, int height, byte[] grey, TempFolder folder)
    {
        var plain = Dx(width, height, grey).Build();
        List<(string, byte[])> twins =
        [
            ("explicit", plain),
            ("implicit", Dx(width, height, grey, "1.2.840.10008.1.2").Build()),
            ("RLE", Dx(width, height, grey).Encapsulated("1.2.840.10008.1.2.5", [RleWriter.Encode(grey, 1, 1)]).Build()),
            ("JPEG lossless", Dx(width, height, grey).Encapsulated(
                "1.2.840.10008.1.2.4.70", [new LosslessJpegWriter { Precision = 8 }.Encode(width, height, 1, [.. grey.Select(v => (int)v)])]).Build()),
            ("MONOCHROME1", Dx(width, height, [.. grey.Select(v => (byte)(255 - v))]).Text(DicomTag.PhotometricInterpretation, "CS", "MONOCHROME1").Build()),
            ("its own JPEG", Dx(width, height, grey).Encapsulated("1.2.840.10008.1.2.4.50", [jpeg]).Build()),
        ];
        var source = folder["plain.dcm"];
        await File.WriteAllBytesAsync(source, plain);
        // By others' encoders where they are installed.
        foreach (var (name, program, options) in new[] { ("JPEG-LS", "dcmcjpls", ""), ("JPEG 2000", "gdcmconv", "--j2k") })
        {
            if (!Peer.Has(program)) continue;
            var target = folder["packed.dcm"];
            var run = await Peer.RunAsync(program, [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), source, target]);
            Assert.True(run.ExitCode == 0, run.Error);
            twins.Add((name, await File.ReadAllBytesAsync(target)));
        }

        return twins;
    }

    // The window that shows each value as itself: 0 is black, 255 white.
    private static DicomBuilder Dx(int width, int height, byte[] grey, string transferSyntax = "1.2.840.10008.1.2.1") =>
        new DicomBuilder { TransferSyntax = transferSyntax }.Text(new DicomTag(0x0008, 0x0016), "UI", "1.2.840.10008.5.1.4.1.1.1.1")
            .Text(new DicomTag(0x0008, 0x0018), "UI", "1.2.826.0.1.3680043.8.498.1").Pixels((ushort)width, (ushort)height, 8, 8, [.. grey.Select(v => (int)v)])
            .Window("128", "256");
}
