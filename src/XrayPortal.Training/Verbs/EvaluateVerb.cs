using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;
using XrayPortal.Training.Measurement;

namespace XrayPortal.Training.Verbs;

/// <summary>
/// <c>evaluate PACKAGE DATA --out DIR</c>: scores, metrics and plots of a package on labelled films, alone or against another package; of a
/// package that tells other classes apart, on labelled pictures.
/// </summary>
internal static class EvaluateVerb
{
    private sealed record Request(string Package, string Data, string Output, string? Split, string[] Where, string? Against, bool Json, EvaluationOptions Options);

    public static Command Create()
    {
        var package = new Argument<string>("package") { Description = "Folder of the model package." };
        var data = new Argument<string>("data") { Description = "A manifest (CSV) or a folder with normal/ and pneumonia/ in it; for a package of other classes MNIST, CIFAR-10, one of its batches, or a folder with a folder a class." };
        var output = new Option<string>("--out") { Description = "Folder for scores.csv, metrics.json and the plots.", Required = true };
        var split = new Option<string?>("--split") { Description = "Only films of this part." };
        var where = new Option<string[]>("--where") { Description = "Only films with this in a column of the manifest: column=value or column!=value. May be given again." };
        var by = new Option<string?>("--by") { Description = "Columns to break figures down by, with commas between; a+b crosses two." };
        var bands = new Option<string?>("--age-bands") { Description = "Years at which a new band begins for --by age. Default: 1,5,18,40,60,80." };
        var prevalence = new Option<double?>("--prevalence") { Description = "Also give predictive values for this share of people with pneumonia, such as 0.1." };
        var against = new Option<string?>("--against") { Description = "Folder of another package to compare with on the same films." };
        var probes = new Option<bool>("--probes") { Description = "Also measure what size, border and brightness of the films alone tell." };
        var ungated = new Option<bool>("--ungated") { Description = "Ask neither population nor gate: measures the network on films it would refuse in use." };
        var ageGroup = new Option<string?>("--age-group") { Description = "Group of ages at whose threshold the films are called. Default: the threshold for patients of unknown age." };
        var resamples = new Option<int>("--resamples") { Description = "Drawings of patients for the intervals, 20 or more.", DefaultValueFactory = _ => new EvaluationOptions().Resamples };
        var json = new Option<bool>("--json") { Description = "Print metrics.json instead of tables." };
        bands.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && Numbers(text) is null) result.AddError("--age-bands must be rising numbers of years with commas between.");
        });
        prevalence.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is <= 0 or >= 1 or double.NaN) result.AddError("--prevalence must lie between 0 and 1.");
        });
        resamples.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 20) result.AddError("--resamples must be 20 or more.");
        });
        var command = new Command("evaluate", "Measure a package on labelled films or pictures.")
        {
            package, data, output, split, where, by, bands, prevalence, against, probes, ungated, ageGroup, resamples, json,
        };
        command.SetAction((parse, cancellationToken) =>
        {
            var options = new EvaluationOptions
            {
                By = parse.GetValue(by)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
                Prevalence = parse.GetValue(prevalence),
                Probes = parse.GetValue(probes),
                Ungated = parse.GetValue(ungated),
                AgeGroup = parse.GetValue(ageGroup),
                Resamples = parse.GetValue(resamples),
            };
            if (parse.GetValue(bands) is { } ages) options = options with { AgeBands = Numbers(ages)! }; // looked at when it was read
            var request = new Request(
                parse.GetValue(package)!, parse.GetValue(data)!, parse.GetValue(output)!, parse.GetValue(split), parse.GetValue(where) ?? [],
                parse.GetValue(against), parse.GetValue(json), options);
            Option[] forFilms = [where, by, bands, prevalence, against, probes, ungated, ageGroup, resamples];
            return Task.FromResult(Run(request, forFilms.Where(o => parse.GetResult(o) is { Implicit: false }).Select(o => o.Name), cancellationToken));
        });
        return command;
    }

    private static int Run(Request request, IEnumerable<string> forFilms, CancellationToken cancellationToken)
    {
        var package = ModelPackage.Open(request.Package);
        if (package.IsRefused) return ExitCode.Say(package.Refusal);
        if (!package.Value.Manifest.IsForFilms) return RunClasses(package.Value, request, [.. forFilms], cancellationToken);
        var report = Measure(package.Value, request, cancellationToken);
        if (report.IsRefused) return ExitCode.Say(report.Refusal);
        report.Value.WriteTo(request.Output);
        Console.Write(request.Json ? JsonSerializer.Serialize(report.Value.Summary, ModelManifest.Json) + "\n" : EvaluationText.Write(report.Value.Summary));
        return ExitCode.Done;
    }

    private static int RunClasses(ModelPackage package, Request request, string[] forFilms, CancellationToken cancellationToken)
    {
        if (forFilms.Length > 0)
            return ExitCode.Say(new Refusal("evaluation.films-only", RefusalKind.Invalid, $"{package.Manifest.Name} is no model for chest films, so {string.Join(" and ", forFilms)} mean nothing here. Leave them out."));
        var report = ClassEvaluation.Measure(package, request.Data, request.Split, cancellationToken);
        if (report.IsRefused) return ExitCode.Say(report.Refusal);
        report.Value.WriteTo(request.Output);
        Console.Write(request.Json ? report.Value.ToJson() + "\n" : report.Value.ToText());
        return ExitCode.Done;
    }

    private static Result<EvaluationReport> Measure(ModelPackage package, Request request, CancellationToken cancellationToken)
    {
        var set = Films(request);
        if (set.IsRefused) return set.Refusal;
        var report = Measure(package, set.Value, request.Options, cancellationToken);
        if (report.IsRefused || request.Against is not { } other) return report;
        var plain = request.Options with { By = [], Probes = false };
        var opened = ModelPackage.Open(other);
        if (opened.IsRefused) return opened.Refusal;
        var second = Measure(opened.Value, set.Value, plain, cancellationToken);
        return second.IsRefused ? second : report.Value.Against(second.Value);
    }

    private static Result<LabelledSet> Films(Request request)
    {
        var set = LabelledSet.Open(request.Data, request.Split);
        if (set.IsRefused) return set;
        var filters = RowFilter.ParseAll(request.Where);
        return filters.IsRefused ? filters.Refusal : RowFilter.Apply(set.Value, filters.Value);
    }

    private static Result<EvaluationReport> Measure(ModelPackage package, LabelledSet set, EvaluationOptions options, CancellationToken cancellationToken)
    {
        var scorer = FilmScorer.Load(package, threads: 1); // many films at once
        if (scorer.IsRefused) return scorer.Refusal;
        using var own = scorer.Value;
        return Evaluator.Evaluate(own, set, options, progress: null, cancellationToken);
    }

    private static double[]? Numbers(string text)
    {
        var numbers = new List<double>();
        foreach (var part in text.Split(','))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number < 0 || (numbers.Count > 0 && number <= numbers[^1])) return null;
            numbers.Add(number);
        }

        return [.. numbers];
    }
}
