using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using TorchSharp;
using XrayPortal.Training.Devices;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Verbs;

/// <summary><c>doctor</c>: says what this machine has for training and names what is missing.</summary>
internal static class DoctorVerb
{
    private sealed record Finding(string What, bool Fine, string Says);

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print findings as JSON." };
        var command = new Command("doctor", "Check that training can run here.") { json };
        command.SetAction(parse =>
        {
            var findings = Examine().ToArray();
            if (parse.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(findings, ExitCode.Json));
            else foreach (var finding in findings) Console.WriteLine($"{(finding.Fine ? "ok  " : "MISS")}  {finding.What}: {finding.Says}");
            return findings.All(f => f.Fine) ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static IEnumerable<Finding> Examine()
    {
        yield return new Finding("system", OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}; libtorch is packaged here for Linux on x64.");
        yield return LibStdCpp();
        var missing = TorchReadiness.Check();
        yield return new Finding("libtorch", missing is null, missing?.Sentence ?? $"loads and computes; {torch.get_num_threads()} threads");
        if (missing is not null) yield break;
        yield return OneStep();
        yield return new Finding("bfloat16", true, TorchReadiness.HasBFloat16() ? "the processor has it; training uses it" : "the processor lacks it; training uses float32, about twice the time");
        yield return new Finding("gpu", true, torch.cuda.is_available() ? "CUDA is there" : "none in this build; training runs on the processor");
        yield return Memory();
        yield return Backbones();
    }

    private static Finding LibStdCpp()
    {
        const string name = "libstdc++.so.6";
        var there = NativeLibrary.TryLoad(name, out var handle);
        if (there) NativeLibrary.Free(handle);
        return new Finding("libstdc++", there, there ? "found" : "not found: apt-get install libstdc++6");
    }

    /// <summary>Training starts here: one step of a small network lowers its loss or at least runs.</summary>
    private static Finding OneStep()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new Network(NetworkCatalogue.GetForFilms("small", 0).Value, 1);
        using var optimiser = torch.optim.SGD(network.Parameters.Values, 0.01);
        var input = network.Normalise(torch.rand(4, 1, 32, 32), Normalisation.Film);
        var loss = torch.nn.functional.binary_cross_entropy_with_logits(network.Forward(input, training: true).Logit, torch.ones(4, 1));
        loss.backward();
        StillCollector.Run(() => optimiser.step());
        var value = loss.item<float>();
        return new Finding("training step", float.IsFinite(value), $"ran; loss {value:F3}");
    }

    private static Finding Memory()
    {
        var gigabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        return new Finding("memory", gigabytes >= 3, $"{gigabytes:F1} GiB; a fine-tuning run takes about 3");
    }

    private static Finding Backbones()
    {
        var folder = Environment.GetEnvironmentVariable(StartingWeights.FolderVariable);
        return folder is null || !Directory.Exists(folder)
            ? new Finding("backbones", true, $"no folder named in {StartingWeights.FolderVariable}; runs start from a package's weights or from chance")
            : new Finding("backbones", true, $"{Directory.GetFiles(folder, "*.safetensors").Length} weight files");
    }
}
