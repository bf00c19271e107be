using XrayPortal.Training.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace XrayPortal.Training.Saliency;

/// <summary>
/// Grad-CAM: the last feature maps, weighted by how much each moves the score of a class.
/// </summary>
/// <remarks>
/// <c>ReLU(sum_k a_k A_k)</c> with <c>a_k = sum_ij ∂y/∂A_k,ij</c>. Source: Selvaraju et al., ICCV 2017, section 3. There a_k is the mean over
/// the Z places of the map; here it is the sum, Z times that, so that under a pooled head the mean of the map before its ReLU, plus the
/// bias, is the logit, and the map is the package's output <c>cam</c>. Drawn maps do not change by a factor.
/// </remarks>
internal static class GradCam
{
    /// <summary>By the closed form where the head is pooled, else by autograd.</summary>
    /// <param name="picture">[1, planes, side, side], pixels 0..1.</param>
    /// <param name="category">Place of the class among the model's classes.</param>
    public static SaliencyMap Map(TrainedNetwork model, Tensor picture, int category) =>
        model.Network.Graph.HasPooledHead ? ClosedForm(model, picture, category) : ByGradient(model, picture, category);

    /// <summary>Under a pooled head the gradient is the head's own weight, the same for every film: <c>a_k = w_k</c>.</summary>
    public static SaliencyMap ClosedForm(TrainedNetwork model, Tensor picture, int category)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var map = model.Results(picture)[model.Network.Graph.Map];
        Tensor weight = model.Network.HeadWeight;
        var row = weight.shape[0] > 1 ? weight[category] : category == 1 ? weight[0] : -weight[0];
        return Read(F.conv2d(map, row.reshape(1, -1, 1, 1)));
    }

    public static SaliencyMap ByGradient(TrainedNetwork model, Tensor picture, int category)
    {
        using var scope = NewDisposeScope();
        // The weights stand still, so the way from map to score is only kept where the picture asks for gradients.
        var results = model.Results(picture.detach().requires_grad_(true));
        var map = results[model.Network.Graph.Map];
        var gradient = autograd.grad([model.Score(results, category).sum()], [map])[0];
        return Read((gradient.sum([2, 3], keepdim: true) * map).sum(1, keepdim: true));
    }

    private static SaliencyMap Read(Tensor evidence) =>
        new(evidence.detach().contiguous().data<float>().ToArray(), (int)evidence.shape[3], (int)evidence.shape[2]);
}
