using SkiaSharp;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Training.Data;
using XrayPortal.Training.Tests.Builders;

namespace XrayPortal.Training.Tests.Data;

public sealed class LearningSetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_Mnist_ReadsPixelsLabelsAndParts()
    {
        var set = Open(RecordSet.WriteMnist(folder.File("mnist"), train: 20, test: 10)).Value;

        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], set.Classes);
        Assert.Equal(20, set.Examples.Count(e => e.Part == "train"));
        Assert.Equal(10, set.Examples.Count(e => e.Part == "test"));
        var third = set.Examples[3];
        Assert.Equal(3, third.Label);
        var plane = Assert.Single(set.Pictures.Planes(third.File, 1).Value);
        Assert.InRange(plane[10, 14], 190 / 255f, 1f); // the bar of class 3 stands at columns 10 and 11
        Assert.InRange(plane[20, 14], 0f, 60 / 255f);
    }

    [Fact]
    public void Open_Cifar_ReadsColoursInOrder()
    {
        var set = Open(RecordSet.WriteCifar(folder.File("cifar"), train: 10, test: 10)).Value;

        Assert.Equal("airplane", set.Classes[0]);
        Assert.Equal("truck", set.Classes[9]);
        var planes = set.Pictures.Planes(set.Examples[5].File, 3).Value; // red above row 15, blue below
        Assert.Equal([250 / 255f, 0f, 5 / 255f], planes.Select(p => p[7, 3]));
        Assert.Equal([5 / 255f, 0f, 250 / 255f], planes.Select(p => p[7, 30]));
        var grey = Assert.Single(set.Pictures.Planes(set.Examples[5].File, 1).Value);
        Assert.Equal(((299 * 250) + (114 * 5)) / 255000f, grey[7, 3], 1e-6f);
    }

    [Fact]
    public void Open_FoldersOfAnyNames_AreClassesInOrder()
    {
        foreach (var (name, red) in new[] { ("cat", 200), ("ant", 10), ("bee", 90) }) WriteColour(Path.Combine("pets", name, "1.png"), (byte)red);

        var set = Open(folder.File("pets")).Value;

        Assert.Equal(["ant", "bee", "cat"], set.Classes);
        Assert.Equal([0, 1, 2], set.Examples.Select(e => e.Label));
        Assert.Equal(90 / 255f, set.Pictures.Planes(set.Examples[1].File, 3).Value[0][1, 1], 1e-6f);
    }

    [Fact]
    public void Open_FoldersWithParts_KeepThem()
    {
        foreach (var part in new[] { "train", "val", "test" })
            foreach (var name in new[] { "a", "b", "c" }) WriteColour(Path.Combine("parts", part, name, "1.png"), 1);

        var set = Open(folder.File("parts")).Value;

        Assert.Equal(["test", "train", "validation"], set.Examples.Select(e => e.Part).Distinct().Order());
        Assert.Equal(3, set.Classes.Count);
    }

    [Fact]
    public void Open_FolderOfFilms_HasTheFilmClasses()
    {
        foreach (var name in new[] { "normal", "pneumonia" }) WriteColour(Path.Combine("films", name, "1.png"), 1);

        Assert.Equal(LearningSet.FilmClasses, Open(folder.File("films")).Value.Classes);
    }

    [Fact]
    public void Open_OneClassFolder_IsRefused()
    {
        WriteColour(Path.Combine("one", "cat", "1.png"), 1);

        Assert.Equal("data.one-class-folder", Open(folder.File("one")).Refusal?.Code);
    }

    [Theory]
    [InlineData("magic")]
    [InlineData("short")]
    [InlineData("labels")]
    public void Open_DamagedIdx_IsRefusedByName(string damage)
    {
        var set = RecordSet.WriteMnist(folder.File("bad"), train: 4, test: 4);
        var (name, content) = damage switch
        {
            "magic" => ("train-images-idx3-ubyte.gz", RecordSet.Header(2050, 4, 28, 28)),
            "short" => ("train-images-idx3-ubyte.gz", [.. RecordSet.Header(2051, 4, 28, 28), .. new byte[100]]),
            _ => ("train-labels-idx1-ubyte.gz", [.. RecordSet.Header(2049, 5), .. new byte[5]]),
        };
        RecordSet.Save(set, name, content);

        var result = Open(set);

        Assert.Equal("data.idx", result.Refusal?.Code);
        Assert.Contains(name, result.Refusal!.Sentence);
    }

    [Fact]
    public void Open_CifarOfWrongLength_IsRefused()
    {
        var set = RecordSet.WriteCifar(folder.File("bad"), train: 2, test: 2);
        File.WriteAllBytes(Path.Combine(set, "test_batch.bin"), new byte[3072]);

        Assert.Equal("data.cifar", Open(set).Refusal?.Code);
    }

    /// <summary>Pictures beyond the limit are decoded anew, and are the same.</summary>
    [Fact]
    public void Load_NoRoom_GivesTheSamePixels()
    {
        var file = folder.File("film.png");
        File.WriteAllBytes(file, PngEncoder.Grey(Phantom.Draw(1, pneumonia: true, 96, 96)));

        var kept = PictureStore.Load(new PictureFiles(), [file], 1, 32, limitMegabytes: 1).Value;
        var fresh = PictureStore.Load(new PictureFiles(), [file], 1, 32, limitMegabytes: 0).Value;

        Assert.Equal(kept[file].ToArray(), fresh[file].ToArray());
    }

    /// <summary>One source left out of two joined sets, one of which has no such column.</summary>
    [Fact]
    public void Open_Where_LeavesTheSourceOut()
    {
        var (plain, mixed) = (PhantomSet.Write(folder.File("plain"), 8), PhantomSet.Write(folder.File("mixed"), 8, patients: "q"));
        var lines = File.ReadAllLines(mixed);
        File.WriteAllLines(mixed, lines.Select((line, i) => i == 0 ? line + ",source" : $"{line},{(i <= 4 ? "near" : "far")}"));

        LearningSet Kept(string condition) => LearningSet.Open(new SetSources([plain, mixed], [], null, [condition])).Value;

        Assert.Equal(12, Kept("source!=far").Examples.Count);
        Assert.Equal(["near"], Kept("source=near").Examples.Select(e => e.Population).Distinct());
        Assert.Equal("evaluation.no-such-column", LearningSet.Open(new SetSources([plain], [], null, ["ward=1"])).Refusal?.Code);
        Assert.Equal("evaluation.bad-filter", LearningSet.Open(new SetSources([plain], [], null, ["ward"])).Refusal?.Code);
    }

    private static Result<LearningSet> Open(string path) => LearningSet.Open(new SetSources([path], [], null));

    private void WriteColour(string name, byte red)
    {
        var path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var bitmap = new SKBitmap(8, 8, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Erase(new SKColor(red, 20, 30));
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, png.ToArray());
    }
}
