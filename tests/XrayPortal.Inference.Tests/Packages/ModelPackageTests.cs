using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Packages;

public sealed class ModelPackageTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_WholePackage_GivesManifestAndPaths()
    {
        TestPackage.Write(folder["tiny"]);

        var package = ModelPackage.Open(folder["tiny"]).Value;

        Assert.Equal("1.0.0", package.Manifest.Version);
        Assert.Equal(folder["tiny", "model.onnx"], package.OnnxPath);
        Assert.Equal(folder["tiny", "card.md"], package.CardPath);
    }

    [Fact]
    public void Open_NoFolder_IsRefused() => Assert.Equal("package.not-found", Code(folder["absent"]));

    [Fact]
    public void Open_NoManifest_IsRefused()
    {
        Directory.CreateDirectory(folder["bare"]);

        Assert.Equal("package.manifest-missing", Code(folder["bare"]));
    }

    [Fact]
    public void Open_NoModel_IsRefused()
    {
        TestPackage.Write(folder["tiny"]);
        File.Delete(folder["tiny", "model.onnx"]);

        Assert.Equal("package.model-missing", Code(folder["tiny"]));
    }

    [Fact]
    public void Open_OneByteOfTheModelChanged_IsRefusedByHash()
    {
        TestPackage.Write(folder["tiny"]);
        var bytes = File.ReadAllBytes(folder["tiny", "model.onnx"]);
        bytes[^20] ^= 1;
        File.WriteAllBytes(folder["tiny", "model.onnx"], bytes);

        Assert.Equal("package.hash", Code(folder["tiny"]));
    }

    [Fact]
    public void Open_NotAnOnnxFile_IsRefused()
    {
        TestPackage.Write(folder["tiny"], change: m => m with { Sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" });
        File.WriteAllBytes(folder["tiny", "model.onnx"], []);

        Assert.Equal("package.onnx", Code(folder["tiny"]));
    }

    [Theory]
    [InlineData("logit")]
    [InlineData("probability")]
    [InlineData("cam")]
    [InlineData("embedding")]
    public void Open_OutputMissing_IsRefusedWithItsName(string output)
    {
        TestPackage.Write(folder["tiny"], new TinyOnnx { WithoutOutput = output });

        var refusal = ModelPackage.Open(folder["tiny"]).Refusal;

        Assert.Equal("package.output-missing", refusal?.Code);
        Assert.Contains($"'{output}'", refusal?.Sentence);
    }

    [Fact]
    public void Open_InputOfFixedSize_IsRefused()
    {
        TestPackage.Write(folder["tiny"], new TinyOnnx { FixedSize = true });

        Assert.Equal("package.input", Code(folder["tiny"]));
    }

    [Fact]
    public void Open_GraphCooledOtherwiseThanTheManifestSays_IsRefused()
    {
        TestPackage.Write(folder["tiny"], new TinyOnnx { Temperature = 2 });

        Assert.Equal("package.disagrees", Code(folder["tiny"]));
    }

    [Fact]
    public void Open_GateBeyondTheEmbedding_IsRefused()
    {
        TestPackage.Write(folder["tiny"], change: m => m with { Gate = TestPackage.Gate with { Start = 1 } });

        Assert.Equal("package.disagrees", Code(folder["tiny"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Open_PackageOfClasses_IsWholeAndNotForFilms(int channels)
    {
        var package = ModelPackage.Open(TestPackage.WriteClasses(folder["classes"], channels)).Value;

        Assert.False(package.Manifest.IsForFilms);
        Assert.Equal("package.not-for-films", FilmScorer.Load(package).Refusal?.Code);
    }

    [Fact]
    public void Load_OneNodeWithoutGate_IsRefusedForFilms()
    {
        var package = ModelPackage.Open(TestPackage.Write(folder["tiny"], change: m => m with { Gate = null })).Value;

        Assert.Equal("package.not-for-films", FilmScorer.Load(package).Refusal?.Code);
    }

    [Fact]
    public void Open_FewerNodesThanClasses_IsRefused()
    {
        TestPackage.WriteClasses(folder["classes"], change: m => m with { Classes = ["bright", "edges", "dark", "none"] });

        Assert.Equal("package.disagrees", Code(folder["classes"]));
    }

    [Fact]
    public void Open_ClassesWithAnOperatingPoint_IsRefused()
    {
        TestPackage.WriteClasses(folder["classes"], change: m => m with { Classes = ["normal", "pneumonia"], OperatingPoint = TestPackage.Manifest([]).OperatingPoint });

        Assert.Equal("package.output-missing", Code(folder["classes"]));
    }

    [Fact]
    public void Open_OtherChannelsThanTheManifestSays_IsRefused()
    {
        TestPackage.WriteClasses(folder["classes"], change: m => m with { InputChannels = 3 });

        Assert.Equal("package.input", Code(folder["classes"]));
    }

    private static string? Code(string path) => ModelPackage.Open(path).Refusal?.Code;
}
