using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using XrayPortal.Training.Data;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;

/// <summary>Our side of bench/training/head.py: the frozen phase of a fresh head on features out of a file, once a line on standard input.</summary>
internal static class HeadTurns
{
    /// <param name="file">float32, row by row: films × the 1,280 features of MobileNetV2. Every second film is positive.</param>
    public static async Task RunAsync(string file, int epochs)
    {
        var values = MemoryMarshal.Cast<byte, float>(await File.ReadAllBytesAsync(file)).ToArray();
        var recipe = new Recipe { Network = "mobilenetv2", HeadEpochs = epochs, LabelSmoothing = 0, Loss = LossKind.CrossEntropy };
        var graph = NetworkCatalogue.GetForLearning(recipe, outputs: 1).Value;
        var films = values.Length / graph.Head.InFeatures;
        Example[] examples = [.. Enumerable.Range(0, films).Select(i => new Example($"{i}", null, i % 2, $"{i}", null, null))];
        var (features, labels) = (torch.tensor(values, [films, graph.Head.InFeatures]), torch.tensor(examples.Select(e => (long)e.Label).ToArray()));
        while (await Console.In.ReadLineAsync() is { Length: > 0 })
        {
            using var network = new Network(graph, seed: 1);
            var last = double.NaN;
            var begun = Stopwatch.GetTimestamp();
            HeadPhase.Learn(network, features, labels, new Objective(recipe, examples, classes: 2), recipe, (_, loss) => last = loss);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0.0} {last:0.0000}"));
        }
    }
}
