using System.CommandLine;
using XrayPortal.Training.Devices;
using XrayPortal.Training.Export.Int8;
using XrayPortal.Training.Loop;

namespace XrayPortal.Training.Verbs;

/// <summary><c>export RUN</c>: makes the package again from a run's best checkpoint; <c>--int8</c>: makes its 8-bit variant.</summary>
internal static class ExportVerb
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "Run folder." };
        var int8 = new Option<bool>("--int8") { Description = "Make the 8-bit variant of the run's package, package-int8, if it is as good and faster." };
        var keepTest = new Option<bool>("--keep-test") { Description = "Leave the test part unread." };
        var command = new Command("export", "Make the package of a run again from its best checkpoint.") { run, int8, keepTest };
        command.SetAction(parse =>
        {
            if (TorchReadiness.Check() is { } missing) return ExitCode.Say(missing);
            var folder = RunFolder.Open(parse.GetValue(run)!);
            if (folder.IsRefused) return ExitCode.Say(folder.Refusal);
            return parse.GetValue(int8) ? Int8(folder.Value) : TrainVerb.Run(folder.Value, learn: false, parse.GetValue(keepTest));
        });
        return command;
    }

    private static int Int8(RunFolder folder)
    {
        var log = new RunLog(folder.Log, Console.Out, TimeProvider.System);
        var made = new Int8Maker(folder, log).Make();
        if (made.IsRefused) return ExitCode.Say(made.Refusal);
        log.Write("end", new { outcome = "done", package = made.Value.Version });
        return ExitCode.Done;
    }
}
