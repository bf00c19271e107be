using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TorchSharp;
using XrayPortal.Imaging.Grey;
using XrayPortal.Training.Export;
using XrayPortal.Training.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace XrayPortal.Training.Tests.Builders;

/// <summary>A random network beside its exported file, both asked about the same picture.</summary>
internal sealed class ExportedNetwork : IDisposable
{
    private const int PictureWidth = 131, PictureHeight = 173;
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Network network;
    private readonly Dictionary<string, float[]> answers;

    public ExportedNetwork(NetworkGraph graph, InputRule rule, double temperature = 1)
    {
        network = Random(graph);
        var planes = Enumerable.Range(0, rule.Channels).Select(Plane).ToArray();
        var input = Normalised(planes, rule);
        Spread(input);
        using (var session = new InferenceSession(OnnxExporter.Export(network, rule, temperature)))
        using (var run = session.Run([NamedOnnxValue.CreateFromTensor("pixels", Pixels(planes))]))
            answers = run.ToDictionary(a => a.Name, a => a.AsTensor<float>().ToArray());
        Results = network.Results(input, training: false);
        Shapes = LayerShapes.Of(graph with { Input = new PictureShape(graph.Input.Channels, rule.Side) });
    }

    public NetworkGraph Graph => network.Graph;

    public IReadOnlyList<PictureShape> Shapes { get; }

    /// <summary>What TorchSharp makes of the picture as serving resizes it, layer by layer, with gradients.</summary>
    public Tensor[] Results { get; }

    public Tensor Logits => Results[^1];

    /// <summary>What ONNX Runtime makes of the raw picture.</summary>
    public float[] this[string output] => answers[output];

    /// <summary>Grad-CAM by autograd: [h × w] of one class, gradients of the score before any softmax summed over places.</summary>
    public float[] GradCam(int index)
    {
        var score = Graph.Layers[^1] is Activation { Kind: ActivationKind.LogSoftmax } ? Results[^2] : Results[^1];
        var map = Results[Graph.Map];
        var slope = autograd.grad([score[0, index]], [map], retain_graph: true)[0];
        return Values(nn.functional.relu((slope.sum([2, 3], keepdim: true) * map).sum(1)));
    }

    public static float[] Values(Tensor tensor) => [.. tensor.detach().contiguous().data<float>()];

    public void Dispose()
    {
        network.Dispose();
        scope.Dispose();
    }

    /// <summary>Random weights and running statistics, so that folding them wrongly shows.</summary>
    public static Network Random(NetworkGraph graph)
    {
        var made = new Network(graph, seed: 11);
        using var noGrad = no_grad();
        manual_seed(3);
        foreach (var (key, value) in made.Buffers)
        {
            if (key.EndsWith("running_var", StringComparison.Ordinal)) value.uniform_(0.5, 1.5);
            else value.normal_(0, 0.1);
        }

        foreach (var (key, value) in made.Parameters)
            if (key.EndsWith("bias", StringComparison.Ordinal)) value.normal_(0, 0.1);
        return made;
    }

    /// <summary>Scales the last layer until its classes differ, so that a wrong probability shows.</summary>
    private void Spread(Tensor input)
    {
        using var noGrad = no_grad();
        var logits = network.Forward(input, training: false).Logit;
        if (logits.numel() == 1) return;
        var name = network.Graph.Layers.Last(l => l is Linear or Conv) switch { Linear l => l.Name, Conv c => c.Name, _ => "" };
        network.Parameters[$"{name}.weight"].mul_(logits.std().reciprocal().Times(2));
    }

    private static GreyImage Plane(int seed)
    {
        var random = new Random(seed + 8);
        return new GreyImage(PictureWidth, PictureHeight, [.. Enumerable.Range(0, PictureWidth * PictureHeight).Select(_ => random.NextSingle())]);
    }

    private static DenseTensor<float> Pixels(GreyImage[] planes) =>
        new(planes.SelectMany(p => p.Pixels).ToArray(), [1, planes.Length, PictureHeight, PictureWidth]);

    private Tensor Normalised(GreyImage[] planes, InputRule rule)
    {
        float[] pixels = [.. planes.SelectMany(p => Antialias.Resize(p, rule.Side, rule.Side).Pixels)];
        var picture = tensor(pixels, [1, planes.Length, rule.Side, rule.Side]);
        var (mean, deviation) = rule.ByPicture
            ? (picture.mean(), picture.var(unbiased: false).Plus(Network.FilmNormalisationEpsilon).sqrt())
            : (tensor(rule.Mean!.ToArray()).reshape(1, -1, 1, 1), tensor(rule.Deviation!.ToArray()).reshape(1, -1, 1, 1));
        var normalised = (picture - mean) / deviation;
        return normalised.shape[1] == network.Graph.Input.Channels ? normalised : normalised.expand(-1, network.Graph.Input.Channels, -1, -1);
    }
}
