using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Imaging.Quality;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Models;

namespace XrayPortal.Verbs;

/// <summary><c>score</c>: films through a model package, without a database.</summary>
internal static class ScoreVerb
{
    private static readonly JsonSerializerOptions line = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    private static readonly Argument<string[]> files = new("FILE") { Description = "Films: PNG, JPEG or DICOM.", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<string?> model = new("--model") { Description = "Folder of the model package. Default: the newest below models/." };

    private static readonly Option<double?> age = new("--age") { Description = "Age in years, where the file does not say it." };

    private static readonly Option<bool> json = new("--json") { Description = "One JSON object a line." };

    private static readonly Option<string?> overlays = new("--overlay") { Description = "Folder for pictures of the film with the map over it." };

    public static Command Create()
    {
        var command = new Command("score", "Score films without a database.") { files, model, age, json, overlays };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(model) is null && NewestPackage() is null) return VerbAnswer.Say(ModelRefusals.NoneAtHand);
        var package = ModelPackage.Open(parsed.GetValue(model) ?? NewestPackage()!);
        if (package.IsRefused) return VerbAnswer.Say(package.Refusal);
        var loaded = FilmScorer.Load(package.Value);
        if (loaded.IsRefused) return VerbAnswer.Say(loaded.Refusal);
        using var scorer = loaded.Value;
        var code = VerbAnswer.Done;
        foreach (var file in parsed.GetValue(files)!)
        {
            var scored = await ScoreAsync(file, parsed.GetValue(age), scorer, cancellationToken);
            if (scored.Line.State == "failed") code = VerbAnswer.Refused;
            if (parsed.GetValue(overlays) is { } folder && scored is { Film: { } film, Score: { } score })
                await DrawAsync(folder, file, film, score, cancellationToken);
            Print(scored, parsed.GetValue(json));
        }

        return code;
    }

    private static async Task<Scored> ScoreAsync(string file, double? ageYears, FilmScorer scorer, CancellationToken cancellationToken)
    {
        if (!File.Exists(file)) return Scored.Failed(file, NoSuchFile);
        var limits = DecodeLimits.Default;
        if (new FileInfo(file).Length > limits.MaxFileBytes) return Scored.Failed(file, Imaging.Decode.FilmRefusals.TooLargeFile(limits.MaxFileBytes));
        var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
        var header = FilmHeader.Read(bytes.AsSpan(0, Math.Min(bytes.Length, FilmHeader.StartBytes)), bytes.Length, limits);
        if (header.IsRefused) return Scored.Failed(file, header.Refusal);
        var decoded = FilmDecoder.Decode(bytes, limits);
        if (decoded.IsRefused) return Scored.Failed(file, decoded.Refusal);
        var (film, facts) = (decoded.Value, decoded.Value.Facts);
        if (FilmQuality.Check(film.Image) is { } poor) return Scored.NotAssessed(file, poor);
        var score = scorer.Score(film.Image, ageYears ?? facts.AgeYears, facts.View, facts.Modality);
        return score.IsRefused ? Scored.NotAssessed(file, score.Refusal) : Scored.Done(file, film, score.Value);
    }

    private static async Task DrawAsync(string folder, string file, DecodedFilm film, FilmScore score, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var picture = HeatMap.Overlay(film.Image, score.Cam, score.CamWidth, score.CamHeight, opacity: 0.5);
        await File.WriteAllBytesAsync(Path.Combine(folder, Path.GetFileNameWithoutExtension(file) + ".overlay.png"), picture, cancellationToken);
    }

    private static void Print(Scored scored, bool asJson)
    {
        if (asJson) Console.WriteLine(JsonSerializer.Serialize(scored.Line, line));
        else if (scored.Score is { } score)
            Console.WriteLine($"{scored.Line.File}: {Wording.Of(score.Call)} (probability {score.Probability:0.000}, threshold {score.Threshold:0.000})");
        else Console.WriteLine($"{scored.Line.File}: {scored.Line.State}. {scored.Why!.Sentence} [{scored.Why.Code}]");
    }

    /// <summary>The highest version below <c>models</c> of the working directory, else of the program's.</summary>
    private static string? NewestPackage() =>
        ((string[])["models", Path.Combine(AppContext.BaseDirectory, "models")])
        .Where(Directory.Exists)
        .SelectMany(Directory.EnumerateDirectories).SelectMany(Directory.EnumerateDirectories)
        .Where(d => File.Exists(Path.Combine(d, ModelPackage.ManifestName)))
        .OrderByDescending(d => Path.GetFileName(d) ?? "", ModelVersion.Order).FirstOrDefault();

    private static Refusal NoSuchFile { get; } = new(
        "score.no-such-file", RefusalKind.NotFound, "There is no such file. Check the path.");

    /// <summary>One line of the answer; a film without a result has no number.</summary>
    private sealed record Line(
        string File, string State, string? Reason, double? Probability, double? Threshold, string? Call, string? ModelName, string? ModelVersion,
        string? Device, double? Milliseconds);

    private sealed record Scored(Line Line, DecodedFilm? Film, FilmScore? Score, Refusal? Why)
    {
        public static Scored Done(string file, DecodedFilm film, FilmScore score) => new(
            new Line(file, KebabEnum.Text(FilmState.Done), null, score.Probability, score.Threshold, Wording.Of(score.Call), score.ModelName,
                score.ModelVersion, score.Device, score.Milliseconds),
            film, score, null);

        public static Scored NotAssessed(string file, Refusal why) => Without(file, FilmState.NotAssessed, why);

        public static Scored Failed(string file, Refusal why) => Without(file, FilmState.Failed, why);

        private static Scored Without(string file, FilmState state, Refusal why) => new(
            new Line(file, KebabEnum.Text(state), why.Code, null, null, null, null, null, null, null), null, null, why);
    }
}
