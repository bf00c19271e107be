using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using XrayPortal.Imaging;
using XrayPortal.Training.Devices;
using XrayPortal.Training.Export;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Verbs;

/// <summary><c>train</c>: films and a recipe in, a run folder with a model package out; JSON lines on standard output.</summary>
internal static class TrainVerb
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "A manifest (CSV) or a folder with normal/ and pneumonia/ in it." };
        var joined = new Option<string[]>("--with") { Description = "Further sets to learn from, each with its own training, validation and test part." };
        var extra = new Option<string[]>("--extra") { Description = "Further sets whose films join the training part, such as flagged cases." };
        var recipe = new Option<string>("--recipe") { Description = $"A recipe file or a preset: {string.Join(", ", Presets.Names)}.", DefaultValueFactory = _ => Presets.Default };
        var output = new Option<string?>("--out") { Description = "Run folder to create." };
        var resume = new Option<string?>("--resume") { Description = "Run folder to go on with, after a stop or a crash." };
        var weights = new Option<string?>("--weights") { Description = "Safetensors file of the backbone; overrides the recipe." };
        var teacher = new Option<string[]>("--teacher") { Description = "Package whose opinion is learnt beside the labels, as the recipe's teacherShare says. May be given again." };
        var parent = new Option<string?>("--parent") { Description = "Package to start from: its weights, where the network is the same." };
        var name = new Option<string>("--name") { Description = "Name of the package.", DefaultValueFactory = _ => "chest-xray-pneumonia" };
        var version = new Option<string>("--version") { Description = "Version of the package.", DefaultValueFactory = _ => "0.0.1" };
        var population = new Option<string?>("--population") { Description = "JSON file that says whom the model is for; default: as its parent." };
        var by = new Option<string?>("--by") { Description = "Columns of the manifests that the card breaks figures down by, with commas between; a+b crosses two." };
        var where = new Option<string[]>("--where") { Description = "Only films with this in a column of their manifest: column=value or column!=value. May be given again." };
        var terms = new Option<string[]>("--terms") { Description = "A sentence on the terms of a set, for card and manifest. May be given again." };
        var folds = new Option<int>("--folds") { Description = "Cross-validate by patient in so many folds instead of making a package (2 to 20)." };
        var keepTest = new Option<bool>("--keep-test") { Description = "Leave the test part unread, for a trial; export RUN reads it." };
        var show = new Option<bool>("--show-recipe") { Description = "Print the recipe in full and end." };
        var schema = new Option<bool>("--show-schema") { Description = "Print the JSON schema of recipes and end." };
        var threads = new Option<int>("--threads") { Description = "Processor threads (0: all).", DefaultValueFactory = _ => 0 };
        var command = new Command("train", "Train a classifier and make its package.") { data, joined, extra, recipe, output, resume, weights, where, parent, teacher, name, version, population, by, terms, folds, keepTest, show, schema, threads };
        command.SetAction(parse =>
        {
            if (parse.GetValue(schema)) return Print(RecipeSchema.Write());
            if (parse.GetValue(show))
                return Presets.Read(parse.GetValue(recipe)!).Match(r => Print(JsonSerializer.Serialize(r, Recipe.Json) + "\n"), ExitCode.Say);
            if (TorchReadiness.Check() is { } missing) return ExitCode.Say(missing);
            torch.set_num_threads(parse.GetValue(threads) > 0 ? parse.GetValue(threads) : Environment.ProcessorCount);
            var folder = parse.GetValue(resume) is { } again ? RunFolder.Open(again) : Start();
            if (folder.IsRefused) return ExitCode.Say(folder.Refusal);
            return Run(folder.Value, learn: true, folder.Value.Arguments.KeepTest);

            Result<RunFolder> Start()
            {
                var read = Presets.Read(parse.GetValue(recipe)!);
                if (read.IsRefused) return read.Refusal;
                var chosen = parse.GetValue(weights) is { } file ? read.Value with { Weights = file } : read.Value;
                if (parse.GetValue(data) is not { } path)
                    return new Refusal("train.no-data", RefusalKind.Invalid, "Say which films to learn from: --data PATH.");
                if (parse.GetValue(folds) is not (0 or (>= 2 and <= 20)))
                    return new Refusal("train.folds", RefusalKind.Invalid, "Cross-validation takes 2 to 20 folds: --folds N.");
                if (parse.GetValue(output) is not { } target)
                    return new Refusal("train.no-run-folder", RefusalKind.Invalid, "Say where the run may write: --out FOLDER.");
                var whom = PopulationFile.Read(parse.GetValue(population));
                if (whom.IsRefused) return whom.Refusal;
                return RunFolder.Create(target, new RunArguments(
                    Path.GetFullPath(path), [.. (parse.GetValue(extra) ?? []).Select(Path.GetFullPath)],
                    parse.GetValue(parent) is { } p ? Path.GetFullPath(p) : null, parse.GetValue(name)!, parse.GetValue(version)!,
                    whom.Value.Rule, [.. (parse.GetValue(joined) ?? []).Select(Path.GetFullPath)], parse.GetValue(folds), parse.GetValue(keepTest),
                    parse.GetValue(by)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), parse.GetValue(terms), parse.GetValue(where),
                    [.. (parse.GetValue(teacher) ?? []).Select(Path.GetFullPath)]), chosen);
            }
        });
        return command;
    }

    private static int Print(string text)
    {
        Console.Write(text);
        return ExitCode.Done;
    }

    /// <summary>Runs with JSON lines on standard output; SIGTERM and Ctrl+C stop with a checkpoint.</summary>
    internal static int Run(RunFolder folder, bool learn, bool keepTest)
    {
        using var stop = new CancellationTokenSource();
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopSoon);
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopSoon);
        void StopSoon(PosixSignalContext signal)
        {
            signal.Cancel = true; // stop at the next step, with a checkpoint
            stop.Cancel();
        }

        var log = new RunLog(folder.Log, Console.Out, TimeProvider.System);
        try
        {
            var ended = new TrainingRun(folder, log).Run(learn, keepTest, stop.Token);
            if (!ended.IsRefused) return ExitCode.Done;
            log.Write("end", new { outcome = "refused", code = ended.Refusal.Code, message = ended.Refusal.Sentence });
            return ExitCode.Say(ended.Refusal);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            log.Write("end", new { outcome = "failed", code = "train.failed", message = e.Message });
            Console.Error.WriteLine($"train.failed: {e.Message}");
            return ExitCode.Refused;
        }
    }
}
