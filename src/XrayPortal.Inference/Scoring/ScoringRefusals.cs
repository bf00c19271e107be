using XrayPortal.Imaging;
using XrayPortal.Inference.Packages;

namespace XrayPortal.Inference.Scoring;

/// <summary>Every no that scoring a film can end in.</summary>
public static class ScoringRefusals
{
    public static readonly Refusal NotAChestFilm = new(
        "gate.not-a-chest-film", RefusalKind.Unsupported,
        "This picture does not look like the frontal chest films the model was made for. Check that it is the right file, upright and not " +
        "inverted, and read it without the model.");

    public static readonly Refusal GpuMissing = new(
        "device.gpu-missing", RefusalKind.Unavailable,
        "A GPU was demanded, and this build or this machine has none that works. Use the GPU build on a machine with an NVIDIA driver, or ask for the CPU.");

    public static Refusal Age(PopulationRule rule, double years) => new(
        "population.age", RefusalKind.Unsupported,
        $"The patient's age ({years:0.#} years) lies outside the model's population. {rule.Sentence}");

    public static Refusal View(PopulationRule rule, IReadOnlyList<string> views) => new(
        "population.view", RefusalKind.Unsupported,
        $"The view of this film is none of those the model was made for ({string.Join(", ", views)}). {rule.Sentence}");

    public static Refusal Modality(PopulationRule rule) => new(
        "population.modality", RefusalKind.Unsupported,
        $"The modality of this film is none of those the model was made for ({string.Join(", ", rule.Modalities)}). {rule.Sentence}");
}
