using System.CommandLine;
using XrayPortal.Training.Devices;
using XrayPortal.Training.Loop;

namespace XrayPortal.Training.Verbs;

/// <summary><c>export RUN</c>: makes the package again from a run's best checkpoint.</summary>
internal static class ExportVerb
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "Run folder." };
        var command = new Command("export", "Make the package of a run again from its best checkpoint.") { run };
        command.SetAction(parse =>
        {
            if (TorchReadiness.Check() is { } missing) return ExitCode.Say(missing);
            var folder = RunFolder.Open(parse.GetValue(run)!);
            return folder.IsRefused
                ? ExitCode.Say(folder.Refusal)
                : TrainVerb.Run(folder.Value, learn: false);
        });
        return command;
    }
}
