using System.CommandLine;
using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Scoring;
using XrayPortal.Training.Devices;
using XrayPortal.Training.Saliency;

namespace XrayPortal.Training.Verbs;

/// <summary>
/// <c>explain PACKAGE IMAGE...</c>: where a model looks, as pictures and numbers; <c>explain PACKAGE DATA.csv</c>: how far such maps can be
/// trusted, on labelled films.
/// </summary>
internal static class ExplainVerb
{
    private sealed record SetRequest(string Data, string[] Splits, bool Boxed, string? Lungs, int Randomise, string? Output, bool Json);

    public static Command Create()
    {
        var package = new Argument<string>("package") { Description = "Folder of the model package; it must hold weights.safetensors." };
        var inputs = new Argument<string[]>("input") { Description = "Films, or one manifest (CSV) of labelled films.", Arity = ArgumentArity.OneOrMore };
        var method = new Option<string>("--method") { Description = "Grad-CAM, integrated gradients, or both.", DefaultValueFactory = _ => "both" };
        method.AcceptOnlyFromAmong("gradcam", "integrated-gradients", "both");
        var category = new Option<string?>("--class") { Description = "The class to explain, by name or number from 0. Default: the positive one of two; else the most likely one of each film, in a set the last." };
        var steps = new Option<int>("--steps") { Description = "Steps of integrated gradients from the baseline to the film, 1 to 4096.", DefaultValueFactory = _ => 64 };
        steps.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 4096) result.AddError("--steps must lie in 1 to 4096.");
        });
        var baseline = new Option<Baseline?>("--baseline") { Description = "Where integrated gradients begin: black, grey or blurred. Default: blurred where films are normalised by themselves, else black." };
        var output = new Option<string?>("--out") { Description = "Folder for pictures and numbers. Default: here; of a set nothing is written unless it is given." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a film, or one for a set." };
        var lungs = new Option<string?>("--lungs") { Description = "Sets: a table (CSV) of file and mask or lung_box: measures the share of evidence inside the lungs." };
        var split = new Option<string[]>("--split") { Description = "Sets: only films of these parts.", AllowMultipleArgumentsPerToken = true };
        var boxed = new Option<bool>("--boxed") { Description = "Sets: only films with boxes of findings." };
        var randomise = new Option<int>("--randomise") { Description = "Sets: so many films are explained again while the weights are replaced by fresh ones, stage by stage.", DefaultValueFactory = _ => 0 };
        var command = new Command("explain", "Show where a model looks, and how far to trust it.")
        {
            package, inputs, method, category, steps, baseline, output, json, lungs, split, boxed, randomise,
        };
        command.SetAction((parse, cancellationToken) =>
        {
            if (TorchReadiness.Check() is { } missing) return Task.FromResult(ExitCode.Say(missing));
            var opened = TrainedNetwork.Open(parse.GetValue(package)!);
            if (opened.IsRefused) return Task.FromResult(ExitCode.Say(opened.Refusal));
            using var model = opened.Value;
            var options = Options(model, parse.GetValue(method)!, parse.GetValue(category), parse.GetValue(steps), parse.GetValue(baseline));
            if (options.IsRefused) return Task.FromResult(ExitCode.Say(options.Refusal));
            var told = parse.GetValue(inputs)!;
            return Task.FromResult(told is [var data] && data.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
                ? Set(model, options.Value, new SetRequest(data, parse.GetValue(split)!, parse.GetValue(boxed), parse.GetValue(lungs), parse.GetValue(randomise), parse.GetValue(output), parse.GetValue(json)), cancellationToken)
                : Films(model, options.Value, told, parse.GetValue(output) ?? ".", parse.GetValue(json)));
        });
        return command;
    }

    private static Result<ExplainOptions> Options(TrainedNetwork model, string method, string? category, int steps, Baseline? baseline)
    {
        IReadOnlyList<SaliencyMethod> methods = method switch
        {
            "gradcam" => [SaliencyMethod.GradCam],
            "integrated-gradients" => [SaliencyMethod.IntegratedGradients],
            _ => [SaliencyMethod.GradCam, SaliencyMethod.IntegratedGradients],
        };
        int? place = null;
        if (category is not null)
        {
            var classes = model.Classes.ToList();
            place = classes.IndexOf(category) is >= 0 and var named ? named : int.TryParse(category, out var number) && number >= 0 && number < classes.Count ? number : null;
            if (place is null) return ExplainRefusals.Class(category, classes);
        }

        return new ExplainOptions(methods, place, steps, baseline ?? Baselines.DefaultFor(model.Normalisation));
    }

    private static int Films(TrainedNetwork model, ExplainOptions options, string[] files, string folder, bool json)
    {
        using var exported = ClassScorer.Load(model.Package).Value; // it was tried when it was opened
        var explainer = new FilmExplainer(model, options);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var film = model.Read(file);
            if (film.IsRefused) return ExitCode.Say(ExplainRefusals.Unreadable(Path.GetFileName(file), film.Refusal));
            var explanation = explainer.Explain(film.Value);
            var agreement = CamAgreement.Of(exported, film.Value, explanation);
            string Numbers(bool withValues) => ExplanationFiles.Numbers(file, model, options, explanation, agreement, withValues);
            var name = Path.GetFileNameWithoutExtension(file);
            for (var copy = 2; !names.Add(name); copy++) name = $"{Path.GetFileNameWithoutExtension(file)}-{copy}";
            var pictures = ExplanationFiles.Write(folder, name, film.Value, explanation, Numbers(withValues: true));
            Console.WriteLine(json ? Numbers(withValues: false) : Line(file, model, explanation, agreement));
            foreach (var picture in pictures) Console.Error.WriteLine($"Wrote {picture}");
        }

        return ExitCode.Done;
    }

    private static string Line(string file, TrainedNetwork model, FilmExplanation explanation, CamAgreement? agreement)
    {
        List<string> parts = [$"{Path.GetFileName(file)}: {model.Classes[explanation.Category]} logit {explanation.Logit:0.000}, probability {explanation.Probability:0.000}"];
        foreach (var map in explanation.Maps)
        {
            var place = map.Shown.Peak is { } peak ? $"most evidence at {peak.X:P0} from the left, {peak.Y:P0} from the top" : "no evidence for the class";
            parts.Add($"{ExplanationFiles.NameOf(map.Method)}: {place}");
            if (map.Path is { } path) parts.Add($"adds up to {path.Sum:0.000} of {path.Score - path.BaselineScore:0.000} (completeness error {path.CompletenessError:P2})");
        }

        if (agreement is not null) parts.Add($"exported map: {(agreement.Cosine is { } cosine ? $"cosine {cosine:0.000000}, " : "")}at most {agreement.LargestDifference:G2} apart");
        return string.Join("; ", parts);
    }

    private static int Set(TrainedNetwork model, ExplainOptions options, SetRequest request, CancellationToken cancellationToken)
    {
        var set = LabelledSet.Open(request.Data, oneClassIsEnough: true);
        if (set.IsRefused) return ExitCode.Say(set.Refusal);
        LabelledFilm[] films = [.. set.Value.Films.Where(f => request.Splits.Length == 0 || request.Splits.Contains(f.Split)).Where(f => !request.Boxed || f.Facts.ContainsKey("box"))];
        if (films.Length == 0) return ExitCode.Say(LabelledSetRefusals.Empty);
        var lungs = request.Lungs is null ? null : (Result<LungRegions>?)LungRegions.Read(request.Lungs);
        if (lungs is { IsRefused: true } refused) return ExitCode.Say(refused.Refusal!);
        var measured = new SetExplainer(model, options).Measure(
            set.Value, films, lungs?.Value, done => Console.Error.Write($"\r{done}/{films.Length} films"), cancellationToken);
        Console.Error.WriteLine();
        if (measured.IsRefused) return ExitCode.Say(measured.Refusal);
        var (figures, rows) = measured.Value;
        if (request.Randomise > 0)
        {
            var some = films.OrderBy(f => f.File, StringComparer.Ordinal).Chunk(Math.Max(1, films.Length / request.Randomise)).Select(part => part[0]).Take(request.Randomise);
            figures = figures with
            {
                Randomisation = RandomisationCheck.Run(
                    model, options, options.Category ?? model.Classes.Count - 1, [.. some.Select(f => model.Read(f.File).Value)], seed: 1, // read once before
                    stage => Console.Error.WriteLine($"Fresh weights down to {stage}")),
            };
        }

        if (request.Output is { } folder) ExplanationFiles.Write(folder, figures, rows);
        Console.Write(request.Json ? System.Text.Json.JsonSerializer.Serialize(figures, ExitCode.Json) + "\n" : SetText.Write(figures));
        return ExitCode.Done;
    }
}
