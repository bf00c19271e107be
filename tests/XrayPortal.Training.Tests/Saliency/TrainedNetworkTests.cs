using TorchSharp;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Training.Recipes;
using XrayPortal.Training.Saliency;
using XrayPortal.Training.Tests.Builders;

namespace XrayPortal.Training.Tests.Saliency;

public sealed class TrainedNetworkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(Normalisation.Film)]
    [InlineData(Normalisation.ImageNet)]
    public void Open_WholePackage_GivesTheExportedModelsNumbers(Normalisation normalisation)
    {
        using var scope = torch.NewDisposeScope();
        var package = SmallPackage.Write(folder.File("package"), normalisation);
        var film = Phantom.Draw(3, pneumonia: true, 150, 110);
        using var scorer = FilmScorer.Load(ModelPackage.Open(package).Value, Device.Cpu).Value;

        using var model = TrainedNetwork.Open(package).Value;

        var expected = scorer.Run(film);
        var results = model.Results(model.Input([film]));
        Assert.Equal(expected.Logit, model.Score(results, 1).item<float>(), 1e-4);
        Assert.Equal(-expected.Logit, model.Score(results, 0).item<float>(), 1e-4);
        Assert.Equal(expected.Probability, model.Probability(results, 1), 1e-4);
        Assert.Equal(1 - expected.Probability, model.Probability(results, 0), 1e-4);
    }

    [Fact]
    public void Open_PackageWithoutWeights_IsRefused()
    {
        var package = SmallPackage.Write(folder.File("package"));
        File.Delete(Path.Combine(package, StartingWeights.PackageFile));

        Assert.Equal("explain.no-weights", TrainedNetwork.Open(package).Refusal?.Code);
    }

    /// <summary>Networks with heads of their own, of several classes, grey or in colour: probabilities as the exported graph gives them.</summary>
    [Theory]
    [InlineData("mnist-simple", 28, false, Normalisation.Mnist)]
    [InlineData("lenet5", 28, false, Normalisation.None)]
    [InlineData("cifar10-cnn", 32, true, Normalisation.None)]
    [InlineData("squeezenet1.1", 64, true, Normalisation.ImageNet)]
    [InlineData("small", 64, false, Normalisation.Film)]
    public void Open_SeveralClasses_GivesTheExportedModelsProbabilitiesAndMaps(string network, int side, bool colour, Normalisation normalisation)
    {
        var recipe = new Recipe { Network = network, InputSide = side, Colour = colour, Normalisation = normalisation };
        var package = SmallPackage.Write(folder.File("package"), recipe, ["a", "b", "c", "d"], outputs: 4);
        using var exported = ClassScorer.Load(ModelPackage.Open(package).Value).Value;
        GreyImage[] planes = [.. Enumerable.Range(1, colour ? 3 : 1).Select(seed => Phantom.Draw(seed, pneumonia: true, 90, 70))];

        using var model = TrainedNetwork.Open(package).Value;

        for (var category = 0; category < 4; category++)
        {
            var options = new ExplainOptions([SaliencyMethod.GradCam], category, 1, Baseline.Black);
            var agreement = CamAgreement.Of(exported, planes, new FilmExplainer(model, options).Explain(planes))!;
            Assert.InRange(agreement.ProbabilityDifference, 0, 1e-4);
            Assert.InRange(agreement.Cosine ?? 1, 0.9999, 1.0001);
        }
    }

    public void Dispose() => folder.Dispose();
}
