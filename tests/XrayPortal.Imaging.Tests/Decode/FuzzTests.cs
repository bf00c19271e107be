using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Decode;

/// <summary>Seeded damage: whatever a file holds, it is read or refused; nothing is thrown, and nothing outside 0..1 comes out.</summary>
public sealed class FuzzTests
{
    private static readonly byte[] Grey = JpegSamples.Grey(60, 44);

    private static readonly Func<Random, byte[]>[] Sources =
    [
        _ => Grey,
        _ => JpegSamples.WithOrientation(Grey, 6),
        _ => JpegSamples.Colour(40, 30, new SkiaSharp.SKColor(200, 100, 50)),
        random => new PngBuilder(33, 21, 16, 0).Build((x, y, _) => (x * y * 37) & 0xFFFF),
        random => DamagedInside(new PngBuilder(33, 21, 8, 2), random),
        random => DamagedInside(new PngBuilder(33, 21, 16, 6) { Interlaced = true }, random),
        random => DamagedInside(new PngBuilder(33, 21, 4, 3).Chunk("PLTE", [.. Enumerable.Range(0, 48).Select(v => (byte)v)]), random),
        _ => new DicomBuilder().Window("300", "200").Build(),
        _ => new DicomBuilder { TransferSyntax = DicomTransferSyntax.ImplicitVRLittleEndian.Uid }.Build(),
        _ => new DicomBuilder { WithMeta = false }.Sequence(
            DicomTag.VoiLutSequence, (DicomTag.LutDescriptor, "US", [2, 0, 0, 0, 16, 0]), (DicomTag.LutData, "OW", [51, 0, 255, 0])).Build(),
    ];

    [Fact]
    public void Decode_MutatedFiles_AreReadOrRefused()
    {
        var outcomes = new SortedDictionary<string, int>();
        for (var seed = 0; seed < 1500; seed++)
        {
            var random = new Random(seed);
            var file = Mutations.Of(Sources[seed % Sources.Length](random), random);
            var limits = new DecodeLimits { MaxPixels = 4_000_000 };

            var header = FilmHeader.Read(file, file.Length, limits);
            var film = FilmDecoder.Decode(file, limits);

            if (!film.IsRefused) Assert.True(film.Value.Image.Pixels.All(value => value is >= 0 and <= 1), $"seed {seed}");
            // A group out of order hides the size from the header alone.
            if (header.IsRefused && header.Refusal != DicomRefusals.NoPixels) Assert.True(film.IsRefused, $"seed {seed}: {header.Refusal.Code}");
            var outcome = film.Refusal?.Code ?? "read";
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", outcomes));
        Assert.True(outcomes.Count > 8);
    }

    private static byte[] DamagedInside(PngBuilder builder, Random random)
    {
        var zipped = PngBuilder.Zip(builder.Raw((x, y, c) => (x + y + c) & 0xF));
        return builder.BuildFrom(Mutations.Of(zipped, random));
    }
}
