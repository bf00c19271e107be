using System.Text.Json;
using TorchSharp;
using XrayPortal.Training.Data;
using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Loop;

/// <summary>One finished epoch, as logged and drawn.</summary>
/// <param name="TrainLoss">Mean loss of the epoch's steps, as the recipe weighs it; not a number where nothing was learnt.</param>
/// <param name="TrainAccuracy">Share of the drawn (augmented) pictures called right before their step.</param>
/// <param name="ValidationLoss">Plain cross-entropy.</param>
/// <param name="ValidationAuroc">Of two classes; null otherwise.</param>
/// <param name="StressedAuroc">The same on augmented pictures; null where nothing is augmented.</param>
/// <param name="Score">What chooses the epoch.</param>
public sealed record EpochRecord(
    string Phase, int Epoch, double TrainLoss, double TrainAccuracy, double ValidationLoss, double ValidationAccuracy, double? ValidationAuroc, double? StressedAuroc,
    double Score, double LearningRate);

/// <summary>Where a run stands. <see cref="Step"/> counts finished steps of <see cref="Epoch"/> (1-based).</summary>
public sealed record Progress
{
    public bool HeadDone { get; init; }

    public int Epoch { get; init; } = 1;

    public int Step { get; init; }

    public int BestEpoch { get; init; }

    public double BestScore { get; init; } = double.NegativeInfinity;

    public double LossSum { get; init; }

    /// <summary>Pictures of the epoch called right so far.</summary>
    public long Right { get; init; }

    /// <summary>Pictures of the epoch seen so far.</summary>
    public long Seen { get; init; }

    public IReadOnlyList<EpochRecord> History { get; init; } = [];
}

/// <summary>
/// Checkpoints of a run. Each is a folder of its own; <c>last.json</c>, replaced in one move, names the newest whole one,
/// so a kill at any moment leaves a usable state.
/// </summary>
public sealed class Checkpoints(string folder)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private string Pointer => Path.Combine(folder, "last.json");

    public string Best => Path.Combine(folder, "best.safetensors");

    public bool Exist => File.Exists(Pointer);

    public void Save(Progress progress, Network network, Network average, torch.optim.Optimizer optimiser)
    {
        var name = $"epoch-{progress.Epoch:000}-step-{progress.Step:00000}";
        var target = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        SafeTensors.Write(Path.Combine(target, "network.safetensors"), network.State);
        SafeTensors.Write(Path.Combine(target, "average.safetensors"), average.State);
        ((TorchSharp.Modules.OptimizerHelper)optimiser).save_state_dict(Path.Combine(target, "optimiser.bin"));
        File.WriteAllText(Path.Combine(target, "progress.json"), JsonSerializer.Serialize(progress, Json));
        File.WriteAllText(Pointer + ".part", JsonSerializer.Serialize(name));
        File.Move(Pointer + ".part", Pointer, overwrite: true);
        foreach (var old in Directory.GetDirectories(folder).Where(d => Path.GetFileName(d) != name)) Directory.Delete(old, recursive: true);
    }

    /// <summary>Loads the newest whole checkpoint into the given parts.</summary>
    /// <exception cref="InvalidDataException">The checkpoint does not fit the recipe's network.</exception>
    public Progress Load(Network network, Network average, torch.optim.Optimizer optimiser)
    {
        var source = Path.Combine(folder, JsonSerializer.Deserialize<string>(File.ReadAllText(Pointer))!);
        LoadInto(network, Path.Combine(source, "network.safetensors"));
        LoadInto(average, Path.Combine(source, "average.safetensors"));
        ((TorchSharp.Modules.OptimizerHelper)optimiser).load_state_dict(Path.Combine(source, "optimiser.bin"));
        return ReadProgress();
    }

    /// <summary>Where the newest whole checkpoint stands.</summary>
    public Progress ReadProgress()
    {
        var source = Path.Combine(folder, JsonSerializer.Deserialize<string>(File.ReadAllText(Pointer))!);
        return JsonSerializer.Deserialize<Progress>(File.ReadAllText(Path.Combine(source, "progress.json")), Json)!;
    }

    public static void LoadInto(Network network, string path)
    {
        using var scope = torch.NewDisposeScope();
        var loaded = SafeTensors.Read(path).Match(weights => network.Load(weights, withHead: true), refusal => refusal);
        if (loaded.IsRefused) throw new InvalidDataException(loaded.Refusal.Sentence);
    }
}
