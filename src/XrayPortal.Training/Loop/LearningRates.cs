using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Loop;

/// <summary>The share of its highest learning rate that a step takes. Depends on progress alone, so a resumed run goes on as it would have.</summary>
internal static class LearningRates
{
    private const double WarmUpShare = 0.05;
    private const double CosineFloor = 0.01;
    private const double OneCycleRise = 0.3;
    private const double OneCycleStart = 0.04;
    private const double PlateauFactor = 1.0 / 3;
    private const int PlateauEpochs = 2;

    /// <returns>Above 0, up to 1.</returns>
    public static double Factor(Recipe recipe, Progress progress, int stepsPerEpoch)
    {
        var at = ((double)((progress.Epoch - 1) * stepsPerEpoch) + progress.Step) / ((double)stepsPerEpoch * recipe.Epochs);
        return recipe.Schedule switch
        {
            ScheduleKind.Constant => 1,
            ScheduleKind.Cosine when at < WarmUpShare => Math.Max(at, 1e-3) / WarmUpShare,
            ScheduleKind.Cosine => CosineFloor + ((1 - CosineFloor) * Fall((at - WarmUpShare) / (1 - WarmUpShare))),
            ScheduleKind.OneCycle when at < OneCycleRise => OneCycleStart + ((1 - OneCycleStart) * (1 - Fall(at / OneCycleRise))),
            ScheduleKind.OneCycle => Math.Max(1e-4, Fall((at - OneCycleRise) / (1 - OneCycleRise))),
            ScheduleKind.Plateau => Math.Pow(PlateauFactor, Plateaus(progress.History)),
        };
    }

    /// <summary>Half a cosine from 1 at 0 to 0 at 1.</summary>
    private static double Fall(double at) => 0.5 * (1 + Math.Cos(Math.PI * at));

    /// <summary>How often so many epochs have passed without a better score.</summary>
    private static int Plateaus(IReadOnlyList<EpochRecord> history)
    {
        var (best, waited, plateaus) = (double.NegativeInfinity, 0, 0);
        foreach (var epoch in history)
        {
            if (epoch.Score > best) (best, waited) = (epoch.Score, 0);
            else if (++waited == PlateauEpochs) (waited, plateaus) = (0, plateaus + 1);
        }

        return plateaus;
    }
}
