using TorchSharp;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Training.Recipes;
using XrayPortal.Training.Saliency;
using XrayPortal.Training.Tests.Builders;

namespace XrayPortal.Training.Tests.Saliency;

public sealed class GradCamTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(Normalisation.Film, 1)]
    [InlineData(Normalisation.Film, 0)]
    [InlineData(Normalisation.ImageNet, 1)]
    public void Map_PooledHead_ClosedFormIsTheGradients(Normalisation normalisation, int category)
    {
        using var scope = torch.NewDisposeScope();
        using var model = TrainedNetwork.Open(SmallPackage.Write(folder.File("package"), normalisation)).Value;
        var grey = model.Input([Phantom.Draw(5, pneumonia: true, 120, 120)]);

        var closed = GradCam.ClosedForm(model, grey, category);
        var gradient = GradCam.ByGradient(model, grey, category);

        Assert.Equal((4, 4), (closed.Width, closed.Height));
        Assert.True(closed.Positive.Max() > 0.1f);
        for (var i = 0; i < closed.Signed.Length; i++) Assert.Equal(closed.Signed[i], gradient.Signed[i], 1e-5f);
    }

    /// <summary>Under a pooled head the map before its ReLU, averaged, plus the bias (0.3) is the logit.</summary>
    [Fact]
    public void Map_PooledHead_AveragesToTheLogit()
    {
        using var scope = torch.NewDisposeScope();
        using var model = TrainedNetwork.Open(SmallPackage.Write(folder.File("package"))).Value;
        var grey = model.Input([Phantom.Draw(5, pneumonia: true, 120, 120)]);

        var map = GradCam.Map(model, grey, 1);

        Assert.Equal(model.Score(model.Results(grey), 1).item<float>(), map.Signed.Average() + 0.3f, 1e-4f);
    }

    [Fact]
    public void Agreement_ExportedModel_GivesTheSameMap()
    {
        var package = SmallPackage.Write(folder.File("package"));
        using var model = TrainedNetwork.Open(package).Value;
        using var exported = ClassScorer.Load(ModelPackage.Open(package).Value).Value;
        GreyImage[] film = [Phantom.Draw(7, pneumonia: true, 150, 110)];
        var options = new ExplainOptions([SaliencyMethod.GradCam], null, 1, Baseline.Black);
        var explanation = new FilmExplainer(model, options).Explain(film);

        var agreement = CamAgreement.Of(exported, film, explanation)!;

        Assert.InRange(agreement.Cosine!.Value, 0.99999, 1.00001);
        Assert.InRange(agreement.LargestDifference, 0, 1e-3);
        Assert.InRange(agreement.ProbabilityDifference, 0, 1e-4);
        Assert.Null(CamAgreement.Of(exported, film, explanation with { Category = 0 }));
    }

    public void Dispose() => folder.Dispose();
}
