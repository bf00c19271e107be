using System.Text.Json.Serialization;

namespace XrayPortal.Training.Recipes;

/// <summary>How pixels 0..1 become the network's input; written into the exported graph.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Normalisation>))]
public enum Normalisation
{
    /// <summary>Minus ImageNet's channel mean, over its deviation.</summary>
    ImageNet,

    /// <summary>Minus the film's own mean, over its own deviation: exposure and window no longer matter.</summary>
    Film,

    /// <summary>As they are, 0..1.</summary>
    None,

    /// <summary>Minus 0.1307, over 0.3081: mean and deviation of MNIST's training pictures.</summary>
    Mnist,
}

/// <summary>The numbers behind <see cref="Normalisation"/>.</summary>
internal static class NormalisationNumbers
{
    /// <returns>What is taken from the pixels and what divides them then, one for all channels or one each; null: the picture's own.</returns>
    /// <remarks>ImageNet's: torchvision.</remarks>
    public static (float[] Mean, float[] Deviation)? Numbers(this Normalisation normalisation) => normalisation switch
    {
        Normalisation.ImageNet => ([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]),
        Normalisation.Film => null,
        Normalisation.None => ([0f], [1f]),
        Normalisation.Mnist => ([0.1307f], [0.3081f]),
    };
}

[JsonConverter(typeof(JsonStringEnumConverter<LossKind>))]
public enum LossKind
{
    /// <summary>Cross-entropy, classes weighted to count alike.</summary>
    WeightedCrossEntropy,

    /// <summary>Focal loss with gamma 2, classes weighted to count alike. Source: Lin et al., ICCV 2017.</summary>
    Focal,

    /// <summary>Cross-entropy, every picture counting alike.</summary>
    CrossEntropy,
}

[JsonConverter(typeof(JsonStringEnumConverter<OptimiserKind>))]
public enum OptimiserKind
{
    /// <summary>Adam with decoupled weight decay. Source: Loshchilov and Hutter, ICLR 2019.</summary>
    AdamW,

    /// <summary>Source: Kingma and Ba, ICLR 2015.</summary>
    Adam,

    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,
}

/// <summary>How the learning rates move over the unfrozen phase.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScheduleKind>))]
public enum ScheduleKind
{
    /// <summary>Linear warm-up over the first 5 % of all steps, then a cosine to 1 %.</summary>
    Cosine,

    Constant,

    /// <summary>From 4 % up to the full rate over 30 % of all steps, then a cosine to nothing. Source: Smith and Topin, 2018.</summary>
    OneCycle,

    /// <summary>A third of the rate after every two epochs without a better validation score.</summary>
    Plateau,
}
