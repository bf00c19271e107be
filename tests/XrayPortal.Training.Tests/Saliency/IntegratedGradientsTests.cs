using TorchSharp;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Training.Recipes;
using XrayPortal.Training.Saliency;
using XrayPortal.Training.Tests.Builders;
using static TorchSharp.torch;

namespace XrayPortal.Training.Tests.Saliency;

public sealed class IntegratedGradientsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Attribute_LinearModel_IsWeightTimesWay()
    {
        using var scope = NewDisposeScope();
        float[] weight = [2, -1, 0.5f, 3], picture = [1, 0.5f, 0.25f, 0], baseline = [0.5f, 0, 0.25f, 1];
        var w = tensor(weight, [1, 1, 2, 2]);

        var found = Attribute(x => (x * w).sum([1, 2, 3]).Plus(7), tensor(picture, [1, 1, 2, 2]), tensor(baseline, [1, 1, 2, 2]), steps: 3);

        for (var i = 0; i < 4; i++) Assert.Equal(weight[i] * (picture[i] - baseline[i]), found.Values[i], 1e-6f);
        Assert.InRange(found.CompletenessError!.Value, 0, 1e-6);
    }

    /// <summary>F = x1 x2² from 0 to (2, 3): along (2t, 3t) the gradients are 9t² and 12t², so IG = (2 · 9/3, 3 · 12/3) = (6, 12), together F = 18.</summary>
    [Fact]
    public void Attribute_ProductWorkedByHand_IsMet()
    {
        using var scope = NewDisposeScope();

        var found = Attribute(x => x[.., 0] * x[.., 1].Squared(), tensor(new float[] { 2, 3 }, [1, 2]), zeros(1, 2), steps: 64);

        Assert.Equal(6, found.Values[0], 1e-3f);
        Assert.Equal(12, found.Values[1], 1e-3f);
        Assert.Equal(18, found.Sum, 2e-3);
    }

    [Fact]
    public void Attribute_SameScoreAtBothEnds_HasNoCompletenessError()
    {
        using var scope = NewDisposeScope();

        Assert.Null(Attribute(x => x.sum([1]), ones(1, 2), ones(1, 2), steps: 2).CompletenessError);
    }

    /// <summary>A film normalised by itself meets all its change at once when it comes from an even picture; from a blurred one it adds up.</summary>
    [Theory]
    [InlineData(Normalisation.Film, Baseline.Blurred)]
    [InlineData(Normalisation.ImageNet, Baseline.Black)]
    [InlineData(Normalisation.ImageNet, Baseline.Grey)]
    [InlineData(Normalisation.ImageNet, Baseline.Blurred)]
    public void Attribute_SmallNetwork_AddsUpWithinOnePercent(Normalisation normalisation, Baseline baseline)
    {
        using var scope = NewDisposeScope();
        using var model = TrainedNetwork.Open(SmallPackage.Write(folder.File("package"), normalisation)).Value;
        var grey = model.Input([Phantom.Draw(5, pneumonia: true, 120, 120)]);

        var found = IntegratedGradients.Attribute(model, grey, Baselines.Of(grey, baseline), category: 1, steps: 64);

        Assert.Equal(SmallPackage.Side * SmallPackage.Side, found.Values.Length);
        Assert.Equal(found.Sum, found.Values.Sum(v => (double)v), 1e-4);
        Assert.InRange(found.CompletenessError!.Value, 0, 0.01);
    }

    /// <summary>Max pools, gates of squeeze and excitation, tanh and log-softmax: every kind of layer that is not linear.</summary>
    [Theory]
    [InlineData("mnist-simple", 28, Normalisation.Mnist)]
    [InlineData("lenet5", 28, Normalisation.None)]
    [InlineData("efficientnet-b0", 32, Normalisation.ImageNet)]
    public void Attribute_OtherLayers_AddsUpWithinOnePercent(string network, int side, Normalisation normalisation)
    {
        using var scope = NewDisposeScope();
        var recipe = new Recipe { Network = network, InputSide = side, Normalisation = normalisation };
        using var model = TrainedNetwork.Open(SmallPackage.Write(folder.File("package"), recipe, ["a", "b", "c"], outputs: 3)).Value;
        var grey = model.Input([Phantom.Draw(5, pneumonia: true, 120, 120)]);

        var found = IntegratedGradients.Attribute(model, grey, Baselines.Of(grey, Baseline.Black), category: 2, steps: 64);

        Assert.InRange(found.CompletenessError!.Value, 0, 0.01);
    }

    /// <summary>As steps get shorter, mean slopes become gradients: both ways of taking the integral end at the same attributions.</summary>
    [Fact]
    public void Attribute_ManySteps_EndsAsWithPlainGradients()
    {
        using var scope = NewDisposeScope();
        using var model = TrainedNetwork.Open(SmallPackage.Write(folder.File("package"))).Value;
        var grey = model.Input([Phantom.Draw(5, pneumonia: true, 120, 120)]);
        var baseline = Baselines.Of(grey, Baseline.Blurred);

        var secants = IntegratedGradients.Attribute(model, grey, baseline, category: 1, steps: 256);
        var gradients = Attribute(x => model.Score(model.Results(x), 1), grey, baseline, steps: 256);

        var largest = gradients.Values.Max(Math.Abs);
        for (var i = 0; i < gradients.Values.Length; i++) Assert.Equal(gradients.Values[i], secants.Values[i], 0.01f * largest);
    }

    /// <summary>The shipped network, whose gradients jump along the way as random weights' do not.</summary>
    [Fact]
    public void Attribute_ShippedModel_AddsUpWithinOnePercent()
    {
        var package = Directory.EnumerateDirectories(Path.Combine(SharedFolder.RepositoryRoot(), "models", "chest-xray-pneumonia")).Order(StringComparer.Ordinal)
            .First(version => File.Exists(Path.Combine(version, StartingWeights.PackageFile)));
        using var scope = NewDisposeScope();
        using var model = TrainedNetwork.Open(package).Value;
        var picture = model.Input([Phantom.Draw(3, pneumonia: true, 200, 176)]);

        var found = IntegratedGradients.Attribute(
            model, picture, Baselines.Of(picture, Baselines.DefaultFor(model.Normalisation)), category: 1, steps: 64);

        Assert.InRange(found.CompletenessError!.Value, 0, 0.01);
    }

    [Fact]
    public void Baseline_OfFilms_IsBlackEvenOrBlurred()
    {
        using var scope = NewDisposeScope();
        var grey = rand(1, 1, 32, 32);

        Assert.Equal(0, Baselines.Of(grey, Baseline.Black).abs().max().item<float>());
        Assert.Equal(0, Baselines.Of(grey, Baseline.Grey).var().item<float>(), 1e-6f);
        Assert.Equal(grey.mean().item<float>(), Baselines.Of(grey, Baseline.Grey).mean().item<float>(), 1e-5f);
        Assert.InRange(Baselines.Of(grey, Baseline.Blurred).var().item<float>(), 1e-7, 0.01);
        Assert.Equal(1, Baselines.Blur(ones(1, 1, 32, 32), 4).min().item<float>(), 1e-5f);
        Assert.Equal(0.25f, Baselines.Blur(ones(1, 1, 32, 32), 4, PaddingModes.Constant)[0, 0, 0, 0].item<float>(), 0.06f);
        Assert.Equal(Baseline.Blurred, Baselines.DefaultFor(Normalisation.Film));
        Assert.Equal(Baseline.Black, Baselines.DefaultFor(Normalisation.ImageNet));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>By gradients half-way along each step, which need no network.</summary>
    private static Attribution Attribute(Func<Tensor, Tensor> score, Tensor input, Tensor baseline, int steps) =>
        IntegratedGradients.Attribute(score, points => GradientsHalfWay(score, points), input, baseline, steps);

    private static Tensor GradientsHalfWay(Func<Tensor, Tensor> score, Tensor points)
    {
        var middle = points[..^1].Plus(points[1..]).Over(2).requires_grad_(true);
        return autograd.grad([score(middle).sum()], [middle])[0];
    }
}
