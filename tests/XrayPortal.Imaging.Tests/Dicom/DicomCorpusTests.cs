using System.Security.Cryptography;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom;

/// <summary>167 public files against the hashes of other decoders.</summary>
public sealed class DicomCorpusTests(ITestOutputHelper output)
{
    private static readonly string[] Readable = ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", ""];

    [Fact]
    public void Open_GreyLittleEndianFiles_GiveTheStoredValuesOfOtherDecoders()
    {
        var compared = 0;
        foreach (var (row, bytes) in Corpus())
        {
            var isInScope = Readable.Contains(row["transfer_syntax"]) && row["photometric"].StartsWith("MONOCHROME", StringComparison.Ordinal)
                && row["bits_allocated"] is "8" or "16" && row["frame0_masked_sha256"].Length > 0 && int.Parse(row["bits_stored"]) is >= 8 and <= 16;
            if (!isInScope) continue;

            var dataset = DicomFile.Open(bytes, DicomLimits.Default).Value.Dataset;
            var pixels = DicomPixelData.Create(dataset, DicomLimits.Default).Value;
            Assert.False(pixels.GetFrame(dataset).IsRefused, row["file"]);
            Assert.Equal((row["file"], row["frame0_masked_sha256"]), (row["file"], HashOf(pixels, pixels.GetFrame(dataset).Value.Span)));
            var film = FilmDecoder.Decode(bytes, DecodeLimits.Default);
            Assert.False(film.IsRefused, $"{row["file"]}: {film.Refusal?.Sentence}");
            Assert.All(film.Value.Image.Pixels, value => Assert.InRange(value, 0f, 1f));
            compared++;
        }

        output.WriteLine($"{compared} files agree");
        Assert.InRange(compared, 40, 200);
    }

    [Fact]
    public void Decode_EveryFile_IsReadOrRefusedWithACode()
    {
        var rows = 0;
        foreach (var (row, bytes) in Corpus())
        {
            var film = FilmDecoder.Decode(bytes, DecodeLimits.Default);
            var header = FilmHeader.Read(bytes, bytes.Length, DecodeLimits.Default);
            output.WriteLine($"{row["file"],-60} {film.Refusal?.Code ?? "read",-24} {header.Refusal?.Code ?? "read",-24} {row["expected"]}");
            Assert.True(film.IsRefused || Readable.Contains(row["transfer_syntax"]), row["file"]);
            if (header.IsRefused) Assert.True(film.IsRefused, row["file"]);
            rows++;
        }

        Assert.InRange(rows, 100, 1000);
    }

    private static string HashOf(DicomPixelData pixels, ReadOnlySpan<byte> frame)
    {
        var width = pixels.BitsAllocated / 8;
        var bytes = new byte[pixels.Width * pixels.Height * width];
        for (var i = 0; i < pixels.Width * pixels.Height; i++)
        {
            var value = pixels.ValueOf(pixels.BitsAt(frame, i));
            for (var k = 0; k < width; k++) bytes[(i * width) + k] = unchecked((byte)(value >> (8 * k)));
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static IEnumerable<(Dictionary<string, string> Row, byte[] Bytes)> Corpus()
    {
        var folder = SharedData.Folder("data", "dicom");
        var lines = File.ReadAllLines(Path.Combine(folder, "manifest.csv"));
        var names = Csv.Split(lines[0]);
        foreach (var line in lines.Skip(1))
        {
            var row = names.Zip(Csv.Split(line)).ToDictionary(pair => pair.First, pair => pair.Second);
            yield return (row, File.ReadAllBytes(Path.Combine(folder, "files", row["file"])));
        }
    }
}
