using System.Security.Cryptography;
using System.Text.Json;
using TorchSharp;
using XrayPortal.Inference.Packages;
using XrayPortal.Training.Data;
using XrayPortal.Training.Export;
using XrayPortal.Training.Export.Int8;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using XrayPortal.Training.Tests.Builders;

namespace XrayPortal.Training.Tests.Export.Int8;

public sealed class Int8MakerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Make_NoPackage_IsRefused()
    {
        var run = Run(films: 4);

        Assert.Equal("package.not-found", Maker(run).Make().Refusal?.Code);
    }

    /// <summary>Whether so small a network gains by 8 bits is the machine's affair; a release is whole, and a refusal leaves nothing behind.</summary>
    [Fact]
    public void Make_SmallNetwork_ReleasesAWholePackageOrNone()
    {
        var run = Run(films: 24);
        WritePackage(run);

        var made = Maker(run).Make();

        var target = Path.Combine(run.Root, "package-int8");
        Assert.Contains("\"phase\":\"int8-race\"", File.ReadAllText(run.Log));
        if (made.IsRefused)
        {
            Assert.Equal("export.int8-refused", made.Refusal.Code);
            Assert.False(Directory.Exists(target));
            return;
        }

        var manifest = ModelPackage.Open(target).Value.Manifest;
        Assert.Equal(("1.2.3-int8", "1.2.3"), (manifest.Version, manifest.ParentVersion));
        Assert.Single(manifest.Metrics);
        Assert.True(File.Exists(Path.Combine(target, ModelPackage.CardName)));
    }

    [Fact]
    public void Read_RunFilms_LeavesTheTestPartAlone()
    {
        var run = Run(films: 12);

        var films = RunFilms.Read(run).Value;

        Assert.Equal(8, films.Calibration.Count);
        Assert.Equal(4, films.Validation.Count);
        Assert.DoesNotContain(films.Calibration.Concat(films.Validation), f => f.EndsWith("never.png", StringComparison.Ordinal));
    }

    private static Int8Maker Maker(RunFolder run) => new(run, new RunLog(run.Log, TextWriter.Null, TimeProvider.System));

    /// <summary>Two thirds of the films train, one third validates; the test part names a film that is not there.</summary>
    private RunFolder Run(int films)
    {
        var manifest = PhantomSet.Write(folder.File("set"), films);
        var arguments = new RunArguments(manifest, [], null, "phantom", "1.2.3", null);
        var run = RunFolder.Create(folder.File("run"), arguments, new Recipe { Network = "small", InputSide = 64 }).Value;
        var rows = Enumerable.Range(0, films).Select(i => new { file = $"phantom-{i:000}.png", label = i % 2, patient = $"p{i}" }).ToArray();
        var train = films * 2 / 3;
        var parts = new { train = rows[..train], validation = rows[train..], test = new[] { new { file = "never.png", label = 1, patient = "x" } } };
        File.WriteAllText(run.Data, JsonSerializer.Serialize(parts));
        return run;
    }

    private static void WritePackage(RunFolder run)
    {
        using var scope = torch.NewDisposeScope();
        using var network = ExportedNetwork.Random(NetworkCatalogue.GetForFilms("small", run.Recipe.Dropout).Value);
        var onnx = OnnxExporter.Export(network, run.Recipe.InputRule, temperature: 1);
        Directory.CreateDirectory(run.Package);
        File.WriteAllBytes(Path.Combine(run.Package, ModelPackage.OnnxName), onnx);
        SafeTensors.Write(Path.Combine(run.Package, StartingWeights.PackageFile), network.State);
        var manifest = new ModelManifest
        {
            Name = "phantom",
            Version = "1.2.3",
            Classes = ["normal", "pneumonia"],
            Network = "small",
            InputSide = run.Recipe.InputSide,
            AspectRule = "squash",
            Temperature = 1,
            OperatingPoint = new OperatingPoint { Threshold = 0.5, ChosenBy = "by hand" },
            Population = new PopulationRule { Sentence = "Phantoms." },
            Gate = new EmbeddingGate { Mean = [0], Components = [], Variances = [], ResidualVariance = 1, Threshold = 1e6 },
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx)),
            DataSetDigest = "none",
            CodeVersion = "test",
            TrainedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        };
        File.WriteAllText(Path.Combine(run.Package, ModelPackage.ManifestName), manifest.ToJson());
    }
}
