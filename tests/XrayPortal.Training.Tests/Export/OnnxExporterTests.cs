using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TorchSharp;
using XrayPortal.Imaging.Grey;
using XrayPortal.Training.Export;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Tests.Export;

public sealed class OnnxExporterTests
{
    private const double Temperature = 1.7;

    public static TheoryData<string, Normalisation> Networks()
    {
        var data = new TheoryData<string, Normalisation>();
        foreach (var name in NetworkCatalogue.Entries.Where(e => e.ForFilms).Select(e => e.Name))
        {
            data.Add(name, Normalisation.Film);
            data.Add(name, Normalisation.ImageNet);
        }

        return data;
    }

    /// <summary>A random network, run by TorchSharp on the film as serving resizes it and by ONNX Runtime on the raw film: the same four answers.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void Export_RandomNetwork_AnswersAsTorchDoes(string name, Normalisation normalisation)
    {
        const int side = 96;
        using var scope = torch.NewDisposeScope();
        using var network = Random(name);
        var film = Film(131, 173);
        using var session = new InferenceSession(OnnxExporter.Export(network, side, normalisation, Temperature));

        using var answers = session.Run([NamedOnnxValue.CreateFromTensor("pixels", new DenseTensor<float>(film.Pixels, [1, 1, film.Height, film.Width]))]);

        using var noGrad = torch.no_grad();
        var grey = torch.tensor(Antialias.Resize(film, side, side).Pixels, [1, 1, side, side]);
        var pass = network.Forward(network.Normalise(grey, normalisation), training: false);
        float[] Answer(string output) => [.. answers.Single(a => a.Name == output).AsTensor<float>()];
        var logit = pass.Logit.item<float>();
        Assert.Equal(logit, Answer("logit")[0], 1e-3f * Math.Max(1, Math.Abs(logit)));
        Assert.Equal(1 / (1 + Math.Exp(-logit / Temperature)), Answer("probability")[0], 1e-4);
        Close(pass.Embedding, Answer("embedding"));
        Close(network.ClassActivation(pass.FeatureMap), Answer("cam"));
    }

    [Fact]
    public void Export_SameWeights_SameBytes()
    {
        using var network = Random("small");

        Assert.Equal(OnnxExporter.Export(network, 64, Normalisation.Film, 1), OnnxExporter.Export(network, 64, Normalisation.Film, 1));
    }

    /// <summary>The map of evidence, averaged before the ReLU, plus the bias is the logit: that is what makes it the class's own map.</summary>
    [Fact]
    public void ClassActivation_MeanOfEvidence_IsTheLogitWithoutBias()
    {
        using var scope = torch.NewDisposeScope();
        using var network = Random("small");
        using var noGrad = torch.no_grad();

        var pass = network.Forward(torch.randn(1, 3, 64, 64), training: false);

        var evidence = torch.nn.functional.conv2d(pass.FeatureMap, network.HeadWeight.reshape(1, network.Graph.Head.InFeatures, 1, 1));
        Assert.Equal(pass.Logit.item<float>(), evidence.mean().item<float>() + network.HeadBias.item<float>(), 1e-4f);
    }

    private static void Close(torch.Tensor expected, float[] actual)
    {
        var values = expected.contiguous().data<float>().ToArray();
        Assert.Equal(values.Length, actual.Length);
        var scale = Math.Max(1, values.Max(Math.Abs));
        for (var i = 0; i < values.Length; i++) Assert.Equal(values[i], actual[i], 1e-3f * scale);
    }

    /// <summary>Random weights and random running statistics, so that folding them wrongly would show.</summary>
    private static Network Random(string name)
    {
        var network = new Network(NetworkCatalogue.GetForFilms(name, dropout: 0).Value, seed: 11);
        using var noGrad = torch.no_grad();
        torch.manual_seed(3);
        foreach (var (key, value) in network.Buffers)
        {
            if (key.EndsWith("running_var", StringComparison.Ordinal)) value.uniform_(0.5, 1.5);
            else value.normal_(0, 0.1);
        }

        network.HeadBias.fill_(0.3);
        network.HeadWeight.normal_(0, 0.1);
        return network;
    }

    private static GreyImage Film(int width, int height)
    {
        var random = new Random(8);
        return new GreyImage(width, height, [.. Enumerable.Range(0, width * height).Select(_ => random.NextSingle())]);
    }
}
