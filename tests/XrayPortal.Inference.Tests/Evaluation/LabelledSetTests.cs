using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Evaluation;

public sealed class LabelledSetTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_Manifest_ReadsEveryColumn()
    {
        Touch("films/a.png", "films/b.png", "large/a.png");
        folder.Write("manifest.csv", """
            file,label,patient,split,age,sex,view,duplicate_group,file_288,note
            films/a.png,pneumonia,p1,val,2.5,F,AP,g1,large/a.png,"two, words"
            films/b.png,0,p2,test,,,,,,
            """);

        var set = LabelledSet.Open(folder["manifest.csv"]).Value;

        var (a, b) = (set.Films[0], set.Films[1]);
        Assert.Equal(
            new LabelledFilm
            {
                Facts = a.Facts,
                File = folder["films", "a.png"],
                Label = 1,
                Patient = "p1",
                Split = "validation",
                AgeYears = 2.5,
                Sex = "F",
                View = "AP",
                DuplicateGroup = "g1",
                Alternate = folder["large", "a.png"],
            },
            a);
        Assert.Equal(new LabelledFilm { Facts = b.Facts, File = folder["films", "b.png"], Label = 0, Patient = "p2", Split = "test" }, b);
        Assert.Equal("two, words", a.Facts["note"]);
        Assert.Equal(["file", "label", "patient", "split"], b.Facts.Keys);
        Assert.Equal(folder.Path, set.Root);
    }

    [Fact]
    public void Open_FolderWithManifest_IsTheManifest()
    {
        Touch("a.png", "b.png");
        folder.Write("manifest.csv", "file,label\na.png,1\nb.png,0\n");

        Assert.Equal(2, LabelledSet.Open(folder.Path).Value.Films.Count);
    }

    [Fact]
    public void Open_Split_TakesThatPartAndSaysSo()
    {
        Touch("a.png", "b.png", "c.png");
        folder.Write("manifest.csv", "file,label,split\na.png,1,test\nb.png,0,test\nc.png,0,train\n");

        var set = LabelledSet.Open(folder.Path, "test").Value;

        Assert.Equal(2, set.Films.Count);
        Assert.EndsWith("/test", set.Name);
        Assert.Equal("set.empty", LabelledSet.Open(folder.Path, "validation").Refusal?.Code);
    }

    [Fact]
    public void Open_ClassFolders_ReadsThemWithOrWithoutSplits()
    {
        Touch("train/NORMAL/a.png", "train/PNEUMONIA/b.jpeg", "val/normal/c.jpg", "test/pneumonia/deep/d.png", "test/pneumonia/notes.txt", "other/normal/e.png", ".git/normal/f.png");

        var films = LabelledSet.Open(folder.Path).Value.Films;

        Assert.Equal(
            [("d.png", 1, "test"), ("a.png", 0, "train"), ("b.jpeg", 1, "train"), ("c.jpg", 0, "validation")],
            films.Select(f => (Path.GetFileName(f.File), f.Label, f.Split!)));
    }

    [Fact]
    public void Open_NamesOfTheChildrensSet_GiveItsPatients()
    {
        Touch("train/NORMAL/IM-0115-0001.jpeg", "train/NORMAL/NORMAL2-IM-0941-0001.jpeg", "train/PNEUMONIA/person1_bacteria_1.jpeg",
            "train/PNEUMONIA/person1_bacteria_2.jpeg", "test/PNEUMONIA/person1_virus_6.jpeg", "test/NORMAL/scan.jpeg");

        var films = LabelledSet.Open(folder.Path).Value.Films;

        Assert.Equal([folder["test", "NORMAL", "scan.jpeg"], "test-p1", "n0115", "m0941", "train-p1", "train-p1"], films.Select(f => f.Patient));
    }

    [Theory]
    [InlineData("file,split\na.png,train\n", "set.missing-column", "'label'")]
    [InlineData("label\n1\n", "set.missing-column", "'file'")]
    [InlineData("file,label\na.png,sick\nb.png,1\n", "set.bad-rows", "line 2 (label 'sick' is neither normal nor pneumonia)")]
    [InlineData("file,label\na.png\n", "set.bad-rows", "line 2 (1 cells where the first line has 2)")]
    [InlineData("file,label,age\na.png,1,old\n", "set.bad-rows", "age 'old'")]
    [InlineData("file,label\na.png,1\nabsent.png,0\n", "set.missing-files", "line 3 (absent.png)")]
    [InlineData("file,label\na.png,1\nb.png,1\n", "set.one-class", "same label")]
    [InlineData("file,label,patient,split\na.png,1,p9,train\nb.png,0,p9,test\n", "set.patient-in-two-splits", "p9")]
    [InlineData("file,label\n\"a.png,1\n", "set.open-quote", "quote")]
    [InlineData("", "set.empty", "no film")]
    [InlineData("file,label\n", "set.empty", "no film")]
    public void Open_ManifestThatIsWrong_IsRefusedAndSaysWhere(string text, string code, string says)
    {
        Touch("a.png", "b.png");
        folder.Write("manifest.csv", text);

        var refusal = LabelledSet.Open(folder["manifest.csv"]).Refusal;

        Assert.Equal(code, refusal?.Code);
        Assert.Contains(says, refusal?.Sentence);
    }

    [Fact]
    public void Open_ManyBadRows_NamesTwentyAndCountsTheRest()
    {
        folder.Write("manifest.csv", "file,label\n" + string.Concat(Enumerable.Range(0, 25).Select(i => $"f{i}.png,?\n")));

        var sentence = LabelledSet.Open(folder.Path).Refusal!.Sentence;

        Assert.Contains("25 rows", sentence);
        Assert.Contains("line 21 ", sentence);
        Assert.DoesNotContain("line 22 ", sentence);
        Assert.EndsWith("and 5 more.", sentence);
    }

    [Fact]
    public void Open_OneClassAsAnAddition_IsTaken()
    {
        Touch("a.png");
        folder.Write("manifest.csv", "file,label\na.png,1\n");

        Assert.Single(LabelledSet.Open(folder.Path, split: null, oneClassIsEnough: true).Value.Films);
    }

    [Fact]
    public void Open_NothingThere_IsRefused() => Assert.Equal("set.not-found", LabelledSet.Open(folder["absent"]).Refusal?.Code);

    [Fact]
    public void Open_FolderWithoutClasses_IsRefused()
    {
        Touch("holiday/beach.png");

        Assert.Equal("set.no-class-folders", LabelledSet.Open(folder.Path).Refusal?.Code);
    }

    [Fact]
    public void Of_FilmsInSeveralFolders_HasTheirCommonRoot()
    {
        var set = LabelledSet.Of("mine", [Film(folder["a", "b", "1.png"]), Film(folder["a", "c", "2.png"])]);

        Assert.Equal(folder["a"], set.Root);
    }

    [Fact]
    public void Open_PublishedChildrensSet_HasItsKnownCounts()
    {
        var manifest = SharedData.Folder("data", "chest-xray");

        var (all, test) = (LabelledSet.Open(manifest).Value, LabelledSet.Open(manifest, "test").Value);

        Assert.Equal((5856, 4273), (all.Films.Count, all.Films.Count(f => f.Label == 1)));
        Assert.Equal((624, 390), (test.Films.Count, test.Films.Count(f => f.Label == 1)));
        Assert.Equal(624, test.Films.Count(f => f.Alternate is not null));
    }

    /// <summary>Two machines with enough films of both classes; a column with a value a film; one whose second value has a class too few.</summary>
    [Fact]
    public void ToPartBy_ColumnsOfASet_AreThoseThatGiveFigures()
    {
        LabelledFilm[] films =
        [
            .. Enumerable.Range(0, 44).Select(i => Film($"{i}") with
            {
                Label = i % 2,
                Facts = new Dictionary<string, string> { ["machine"] = i < 22 ? "one" : "two", ["number"] = $"{i}", ["rare"] = i < 36 ? "no" : "yes" },
            }),
        ];

        Assert.Equal(["machine"], FilmColumns.ToPartBy(films));
    }

    private static LabelledFilm Film(string file) => new() { File = file, Label = 0, Patient = file };

    private void Touch(params string[] files)
    {
        foreach (var file in files) folder.Write(file, "");
    }
}
