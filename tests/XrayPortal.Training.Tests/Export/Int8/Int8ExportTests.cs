using System.Text;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Training.Export;
using XrayPortal.Training.Export.Int8;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using XrayPortal.Training.Tests.Builders;

namespace XrayPortal.Training.Tests.Export.Int8;

public sealed class Int8ExportTests : IDisposable
{
    private const int Side = 64;
    private static readonly string[] Films = ["1", "2", "3", "4", "5", "6"];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> FilmNetworks() => [.. NetworkCatalogue.Entries.Where(e => e.ForFilms).Select(e => e.Name)];

    /// <summary>Every kind of layer has its 8-bit form: ONNX Runtime takes the graph, and its answers stay near those in float.</summary>
    [Theory]
    [MemberData(nameof(FilmNetworks))]
    public void Export_Int8_StaysNearTheFloatGraph(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var network = Network(name);
        var plan = ValueRanges.Of(network, InputRule.Of(Normalisation.Film, Side), Films, Draw).Plan(new RangeRule(1), FloatParts.None);

        var whole = Run(OnnxExporter.Export(network, InputRule.Of(Normalisation.Film, Side), 1));
        var small = Run(OnnxExporter.Export(network, InputRule.Of(Normalisation.Film, Side), 1, plan));

        Assert.True(Cosine(whole["embedding"], small["embedding"]) > 0.98, $"Cosine of the embeddings: {Cosine(whole["embedding"], small["embedding"]):F4}.");
        Assert.Equal(whole["cam"].Length, small["cam"].Length);
    }

    /// <summary>What makes it fast: each convolution becomes one of whole numbers, and weights take a quarter of the room.</summary>
    [Fact]
    public void Export_Int8_RunsEveryConvolutionInWholeNumbers()
    {
        using var scope = torch.NewDisposeScope();
        using var network = Network("mobilenetv2");
        var ranges = ValueRanges.Of(network, InputRule.Of(Normalisation.Film, Side), Films, Draw);
        var whole = OnnxExporter.Export(network, InputRule.Of(Normalisation.Film, Side), 1);
        var small = OnnxExporter.Export(network, InputRule.Of(Normalisation.Film, Side), 1, ranges.Plan(new RangeRule(1), FloatParts.None));

        using var options = new SessionOptions { OptimizedModelFilePath = folder.File("optimised.onnx"), LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(small, options);

        var convolutions = network.Graph.Layers.OfType<Conv>().Count();
        var optimised = Encoding.Latin1.GetString(File.ReadAllBytes(folder.File("optimised.onnx")));
        Assert.Equal(convolutions, optimised.Split("\"\u000bQLinearConv").Length - 1);
        Assert.InRange(small.Length, 1, whole.Length / 3);
    }

    [Fact]
    public void Export_Int8SameWeights_SameBytes()
    {
        using var scope = torch.NewDisposeScope();
        using var network = Network("small");
        byte[] Make() => OnnxExporter.Export(
            network, InputRule.Of(Normalisation.Film, Side), 1, ValueRanges.Of(network, InputRule.Of(Normalisation.Film, Side), Films, Draw).Plan(new RangeRule(0.9999), FloatParts.First));

        Assert.Equal(Make(), Make());
    }

    [Fact]
    public void Points_FirstAndLastInFloat_LeavesPictureAndMapAlone()
    {
        var graph = NetworkCatalogue.GetForFilms("small", dropout: 0).Value;

        var all = Int8Plan.Points(graph, FloatParts.None);
        var kept = Int8Plan.Points(graph, FloatParts.First | FloatParts.Last);

        Assert.Equal([0, 3, 6, 9, 12], all); // the picture and each ReLU; convolution and norm before it are one node with it
        Assert.Equal([3, 6, 9], kept);
    }

    [Fact]
    public void Range_FourToTwelve_HasStepAndZero()
    {
        var range = new ValueRange(-4, 12);

        Assert.Equal(16 / 255f, range.Scale, 1e-7f);
        Assert.Equal(64, range.ZeroPoint); // 4 / (16 / 255) = 63.75
    }

    [Fact]
    public void Plan_Percentile_CutsTheExtremes()
    {
        using var scope = torch.NewDisposeScope();
        using var network = Network("small");
        var ranges = ValueRanges.Of(network, InputRule.Of(Normalisation.Film, Side), Films, Draw);

        var (all, most) = (ranges.Plan(new RangeRule(1), FloatParts.None), ranges.Plan(new RangeRule(0.99), FloatParts.None));

        foreach (var (point, whole) in all.Results)
        {
            Assert.InRange(most.Results[point].Range.High, 0, whole.Range.High);
            Assert.InRange(most.Results[point].Range.Low, whole.Range.Low, 0);
        }

        Assert.True(most.Results[3].Range.High < all.Results[3].Range.High);
        Assert.Equal(0, all.Results[3].Range.Low); // after a ReLU
    }

    private static Network Network(string name) => ExportedNetwork.Random(NetworkCatalogue.GetForFilms(name, dropout: 0).Value);

    private static GreyImage Draw(string seed) => Phantom.Draw(int.Parse(seed), pneumonia: seed == "2", 96, 96);

    private static Dictionary<string, float[]> Run(byte[] onnx)
    {
        using var session = new InferenceSession(onnx);
        var film = Draw("9");
        using var pixels = OrtValue.CreateTensorValueFromMemory(film.Pixels, [1, 1, film.Height, film.Width]);
        using var options = new RunOptions();
        string[] names = ["embedding", "cam"];
        using var outputs = session.Run(options, ["pixels"], [pixels], names);
        return names.Zip(outputs).ToDictionary(p => p.First, p => p.Second.GetTensorDataAsSpan<float>().ToArray());
    }

    private static double Cosine(float[] one, float[] two)
    {
        var dot = one.Zip(two).Sum(p => (double)p.First * p.Second);
        return dot / Math.Sqrt(one.Sum(v => (double)v * v) * two.Sum(v => (double)v * v));
    }
}
