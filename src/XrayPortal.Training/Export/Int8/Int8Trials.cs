using System.Security.Cryptography;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Networks;
using Device = XrayPortal.Inference.Scoring.Device;

namespace XrayPortal.Training.Export.Int8;

/// <summary>One way of keeping a network in 8 bits, and what came of it.</summary>
internal sealed record Int8Trial(FloatParts Kept, RangeRule Rule, byte[] Onnx, Int8Figures Figures)
{
    public bool IsBetterThan(Int8Trial other) =>
        (Figures.MayBeReleased, Figures.MapCosine).CompareTo((other.Figures.MayBeReleased, other.Figures.MapCosine)) > 0;
}

/// <summary>Tries ways of keeping a network in 8 bits, each as a package that is scored with as in use.</summary>
/// <param name="target">Folder for the package under trial.</param>
internal sealed class Int8Trials(FilmScorer whole, string target, RunLog log)
{
    private static readonly FloatParts[] Kept = [FloatParts.None, FloatParts.First, FloatParts.Last, FloatParts.First | FloatParts.Last];

    /// <summary>The first choice of float parts under which a rule keeps to the limits; where none does, the trial with the maps most alike.</summary>
    public Result<Int8Trial> Choose(Network network, InputRule input, RunFilms films)
    {
        var ranges = ValueRanges.Of(network, input, films.Calibration, Decode);
        var expected = Ask(whole, films.Validation);
        Int8Trial? best = null;
        foreach (var kept in Kept)
        {
            foreach (var rule in RangeRule.All)
            {
                var onnx = OnnxExporter.Export(network, input, whole.Package.Manifest.Temperature, ranges.Plan(rule, kept));
                using var small = Place(onnx);
                var figures = Int8Figures.Of(expected, Ask(small, films.Validation), films.ValidationLabels);
                if (figures.IsRefused) return figures.Refusal;
                log.Write("step", new { phase = "int8", rule = rule.ToString(), keptInFloat = kept.ToString(), bytes = onnx.Length, figures = figures.Value });
                var trial = new Int8Trial(kept, rule, onnx, figures.Value);
                if (best is null || trial.IsBetterThan(best)) best = trial;
            }

            if (best!.Figures.MayBeReleased) break; // there is a rule at least
        }

        return best!;
    }

    /// <summary>Writes the graph as a package that is the float one's in all else, and loads it for one thread.</summary>
    public FilmScorer Place(byte[] onnx)
    {
        var manifest = whole.Package.Manifest;
        Directory.CreateDirectory(target);
        File.WriteAllBytes(Path.Combine(target, ModelPackage.OnnxName), onnx);
        File.WriteAllText(Path.Combine(target, ModelPackage.ManifestName), (manifest with
        {
            Version = $"{manifest.Version}-int8",
            ParentVersion = manifest.Version,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx)),
            Metrics = [],
        }).ToJson());
        return FilmScorer.Load(ModelPackage.Open(target).Value, Device.Cpu, threads: 1).Value;
    }

    public static GreyImage Decode(string file) => FilmDecoder.Decode(File.ReadAllBytes(file), DecodeLimits.Default).Value.Image;

    private static FilmAnswer[] Ask(FilmScorer scorer, IReadOnlyList<string> files)
    {
        var answers = new FilmAnswer[files.Count];
        Parallel.For(0, answers.Length, i =>
        {
            var run = scorer.Run(Decode(files[i]));
            var refused = scorer.Package.Manifest.Gate!.Refuses(run.Embedding); // a scorer for films has a gate
            answers[i] = new FilmAnswer(run.Probability, refused ? null : run.Probability >= scorer.OperatingPoint.Threshold, run.Cam);
        });
        return answers;
    }
}
