using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Training.Data;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using Device = XrayPortal.Inference.Scoring.Device;

namespace XrayPortal.Training.Export.Int8;

/// <summary>
/// Makes the 8-bit variant of a run's package: a package of its own, <c>package-int8</c>, whose version is the float one's with
/// <c>-int8</c>. So nothing else has to know of it: it is opened, tried, shelved, put live and named in results like any other.
/// </summary>
/// <remarks>
/// Ranges come from training films. Which rule draws them, and whether the first and the last convolution stay in float, is chosen on
/// validation films: as much as possible in 8 bits, then the rule whose maps are most alike. Head, resize and normalisation stay in
/// float. The variant is released only if it keeps to the limits of <see cref="Int8Figures"/> and is faster. The test part is not read.
/// </remarks>
internal sealed class Int8Maker(RunFolder folder, RunLog log)
{
    private const int RaceFilms = 200;

    private string Target => Path.Combine(folder.Root, "package-int8");

    // Trials lie aside: what stands under the final name has been released.
    private string Aside => Target + ".part";

    public Result<ModelManifest> Make()
    {
        foreach (var old in new[] { Target, Aside }.Where(Directory.Exists)) Directory.Delete(old, recursive: true);
        var opened = ModelPackage.Open(folder.Package);
        if (opened.IsRefused) return opened.Refusal;
        var whole = FilmScorer.Load(opened.Value, Device.Cpu, threads: 1);
        if (whole.IsRefused) return whole.Refusal;
        using var scorer = whole.Value;
        var films = RunFilms.Read(folder);
        if (films.IsRefused) return films.Refusal;
        var graph = NetworkCatalogue.GetForFilms(folder.Recipe.Network, folder.Recipe.Dropout);
        if (graph.IsRefused) return graph.Refusal;
        using var network = new Network(graph.Value, folder.Recipe.Seed);
        var weights = SafeTensors.Read(Path.Combine(folder.Package, StartingWeights.PackageFile)).Match(w => network.Load(w, withHead: true), refusal => refusal);
        return weights.IsRefused ? weights.Refusal : Make(scorer, network, films.Value);
    }

    private Result<ModelManifest> Make(FilmScorer whole, Network network, RunFilms films)
    {
        var trials = new Int8Trials(whole, Aside, log);
        var best = trials.Choose(network, folder.Recipe.InputRule, films);
        if (best.IsRefused) return best.Refusal;
        using var small = trials.Place(best.Value.Onnx);
        var race = Race.Run(whole, small, [.. films.Validation.Take(RaceFilms).Select(Int8Trials.Decode)]);
        log.Write("step", new { phase = "int8-race", race.Films, race.FloatMs, race.Int8Ms, race.Gain });
        if (!best.Value.Figures.MayBeReleased || race.Gain <= 1) return Refuse(best.Value.Figures, race);

        var report = Evaluator.Evaluate(small, films.Labelled(), new EvaluationOptions { Seed = (int)folder.Recipe.Seed }, progress: null, CancellationToken.None);
        return report.IsRefused ? report.Refusal : Release(small.Package.Manifest with { Metrics = [report.Value.Metrics] }, best.Value, race);
    }

    private Refusal Refuse(Int8Figures figures, Race race)
    {
        Directory.Delete(Aside, recursive: true);
        return new Refusal("export.int8-refused", RefusalKind.Conflict,
            $"The 8-bit model is not released: {figures}; {race.Int8Ms:F1} ms a film against {race.FloatMs:F1} in float. Serve the float package.");
    }

    private ModelManifest Release(ModelManifest manifest, Int8Trial trial, Race race)
    {
        var released = manifest with { Limits = [.. manifest.Limits, $"An 8-bit variant of {manifest.ParentVersion}: {trial.Figures}."] };
        File.WriteAllText(Path.Combine(Aside, ModelPackage.ManifestName), released.ToJson());
        File.WriteAllText(Path.Combine(Aside, ModelPackage.CardName), Int8Card.Write(released, trial, race));
        Directory.Move(Aside, Target);
        return released;
    }
}
