using TorchSharp;
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
        var results = model.Results(model.Input(film));
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

    public void Dispose() => folder.Dispose();
}
