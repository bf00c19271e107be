using System.CommandLine;
using System.Text.Json;
using TorchSharp;
using XrayPortal.Training.Devices;
using XrayPortal.Training.Inspection;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Verbs;

/// <summary><c>compare NETWORK...</c>: depth, filters, parameters, cost, receptive field and measured time side by side.</summary>
internal static class CompareVerb
{
    public static Command Create()
    {
        var names = new Argument<string[]>("networks") { Description = "Networks to put side by side; none: all.", Arity = ArgumentArity.ZeroOrMore };
        var rounds = new Option<int>("--rounds") { Description = "Measured passes of each, in turns; 0 measures nothing.", DefaultValueFactory = _ => 5 };
        var threads = new Option<int>("--threads") { Description = "Processor threads (0: all).", DefaultValueFactory = _ => 0 };
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var command = new Command("compare", "Put networks side by side.") { names, rounds, threads, json };
        command.SetAction(parse =>
        {
            var count = Math.Max(0, parse.GetValue(rounds));
            if (count > 0 && TorchReadiness.Check() is { } missing) return ExitCode.Say(missing);
            if (count > 0) torch.set_num_threads(parse.GetValue(threads) > 0 ? parse.GetValue(threads) : Environment.ProcessorCount);
            var graphs = new List<NetworkGraph>();
            foreach (var name in parse.GetValue(names) is { Length: > 0 } chosen ? chosen : NetworkCatalogue.Entries.Select(e => e.Name))
            {
                var graph = NetworkCatalogue.Get(name);
                if (graph.IsRefused) return ExitCode.Say(graph.Refusal);
                graphs.Add(graph.Value);
            }

            var compared = NetworkComparison.Of(graphs, count);
            Console.Write(parse.GetValue(json) ? JsonSerializer.Serialize(compared, ExitCode.Json) + "\n" : compared.ToText());
            return ExitCode.Done;
        });
        return command;
    }
}
