using System.CommandLine;
using XrayPortal.Training.Verbs;

var root = new RootCommand("The learning engine of XrayPortal: trains, evaluates, exports and inspects convolutional networks.")
{
    TrainVerb.Create(),
    EvaluateVerb.Create(),
    ExplainVerb.Create(),
    ExportVerb.Create(),
    InspectVerb.Create(),
    CompareVerb.Create(),
    AugmentVerb.Create(),
    DoctorVerb.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) Console.Error.WriteLine($"{error.Message} See --help.");
    return ExitCode.Usage;
}

return await parsed.InvokeAsync();
