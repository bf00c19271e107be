using System.CommandLine;
using System.Text.Json;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Training.Verbs;

/// <summary><c>evaluate PACKAGE DATA --out DIR</c>: scores, metrics and plots of a package on labelled films.</summary>
internal static class EvaluateVerb
{
    public static Command Create()
    {
        var package = new Argument<string>("package") { Description = "Folder of the model package." };
        var data = new Argument<string>("data") { Description = "A manifest (CSV) or a folder with normal/ and pneumonia/ in it." };
        var output = new Option<string>("--out") { Description = "Folder for scores.csv, metrics.json and the plots.", Required = true };
        var split = new Option<string?>("--split") { Description = "Only films of this part." };
        var command = new Command("evaluate", "Measure a package on labelled films.") { package, data, output, split };
        command.SetAction((parse, cancellationToken) =>
        {
            var opened = ModelPackage.Open(parse.GetValue(package)!);
            if (opened.IsRefused) return Task.FromResult(ExitCode.Say(opened.Refusal));
            var set = LabelledSet.Open(parse.GetValue(data)!, parse.GetValue(split));
            if (set.IsRefused) return Task.FromResult(ExitCode.Say(set.Refusal));
            using var scorer = FilmScorer.Load(opened.Value).Match(s => s, _ => null!);
            if (scorer is null) return Task.FromResult(ExitCode.Say(FilmScorer.Load(opened.Value).Refusal!));
            var report = Evaluator.Evaluate(scorer, set.Value, new EvaluationOptions(), progress: null, cancellationToken);
            if (report.IsRefused) return Task.FromResult(ExitCode.Say(report.Refusal));
            report.Value.WriteTo(parse.GetValue(output)!);
            Console.WriteLine(JsonSerializer.Serialize(report.Value.Metrics, ExitCode.Json));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
