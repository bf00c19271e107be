using System.Text.Json;

namespace XrayPortal.TrainingRuns;

public sealed record StepPoint(string Phase, int Epoch, int Step, int Steps, double Loss);

public sealed record EpochPoint(string Phase, int Epoch, double? TrainLoss, double? ValidationLoss, double? ValidationAuroc, double? LearningRate);

public sealed record TrainingEnd(string Outcome, string? Code, string? Message, string? Package, string? MetricsJson);

/// <summary>Where a run stands, read from the engine's JSON lines. Immutable: pages may keep it while the run goes on.</summary>
public sealed record TrainingSnapshot(
    IReadOnlyList<StepPoint> Steps, IReadOnlyList<EpochPoint> Epochs, IReadOnlyList<string> Tail, IReadOnlyList<string> Warnings,
    string? Phase, int Epoch, int EpochCount, int Step, int StepCount, double? ImagesPerSecond, TimeSpan? Left, TrainingEnd? End)
{
    public static readonly TrainingSnapshot Empty = new([], [], [], [], null, 0, 0, 0, 0, null, null, null);

    /// <summary>Share of the current phase's epochs that is done, 0..1.</summary>
    public double Share => EpochCount == 0 ? 0
        : Math.Clamp((Math.Max(0, Epoch - 1) + (StepCount > 0 ? (double)Step / StepCount : 0)) / EpochCount, 0, 1);
}

/// <summary>
/// Takes in the engine's lines, from its standard output or from <c>log.jsonl</c>. A resumed run says some epochs again: the later
/// one counts. Lines that are not understood are kept in the tail and otherwise passed over: the engine may say more than we show.
/// </summary>
public sealed class TrainingProgress
{
    private const int TailLength = 200;

    private readonly Lock gate = new();
    private readonly List<StepPoint> steps = [];
    private readonly SortedDictionary<(int Order, int Epoch), EpochPoint> epochs = [];
    private readonly Queue<string> tail = new();
    private readonly List<string> warnings = [];
    private readonly List<string> phases = [];
    private TrainingSnapshot now = TrainingSnapshot.Empty;

    public TrainingSnapshot Snapshot()
    {
        lock (gate) return now with { Steps = [.. steps], Epochs = [.. epochs.Values], Tail = [.. tail], Warnings = [.. warnings] };
    }

    /// <returns>The kind of event, null where the line is none.</returns>
    public string? Add(string line)
    {
        lock (gate)
        {
            tail.Enqueue(line);
            if (tail.Count > TailLength) tail.Dequeue();
            try
            {
                using var json = JsonDocument.Parse(line);
                var root = json.RootElement;
                if (root.ValueKind is not JsonValueKind.Object || Text(root, "event") is not { } kind) return null;
                Take(kind, root);
                return kind;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    private void Take(string kind, JsonElement root)
    {
        if (kind is "step" or "epoch")
        {
            var phase = Text(root, "phase") ?? "";
            now = now with
            {
                Phase = phase,
                Epoch = Whole(root, "epoch") ?? now.Epoch,
                EpochCount = Whole(root, "epochs") ?? now.EpochCount,
                Step = kind == "epoch" ? now.StepCount : Whole(root, "step") ?? 0,
                StepCount = Whole(root, "steps") ?? now.StepCount,
                ImagesPerSecond = Number(root, "imagesPerSecond") ?? now.ImagesPerSecond,
                Left = Number(root, "etaSeconds") is { } seconds and >= 0 and < 1e7 ? TimeSpan.FromSeconds(seconds) : now.Left,
            };
            if (!phases.Contains(phase)) phases.Add(phase);
            if (kind == "step") AddStep(phase, root);
            else AddEpoch(phase, root);
        }
        else if (kind == "start") now = now with { End = null };
        else if (kind == "warning" && Text(root, "message") is { } message) warnings.Add(message);
        else if (kind == "end")
        {
            var metrics = root.TryGetProperty("metrics", out var m) && m.ValueKind is not JsonValueKind.Null ? m.GetRawText() : null;
            now = now with
            {
                Left = null,
                End = new TrainingEnd(Text(root, "outcome") ?? "failed", Text(root, "code"), Text(root, "message"), Text(root, "package"), metrics),
            };
        }
    }

    private void AddStep(string phase, JsonElement root)
    {
        if (Number(root, "loss") is not { } loss) return;
        while (steps is [.., var last] && last.Phase == phase && (last.Epoch, last.Step).CompareTo((now.Epoch, now.Step)) >= 0)
            steps.RemoveAt(steps.Count - 1); // said again after a resume
        steps.Add(new StepPoint(phase, now.Epoch, now.Step, now.StepCount, loss));
    }

    private void AddEpoch(string phase, JsonElement root) =>
        epochs[(phases.IndexOf(phase), now.Epoch)] = new EpochPoint(
            phase, now.Epoch, Number(root, "trainLoss"), Number(root, "validationLoss"), Number(root, "validationAuroc"), Number(root, "learningRate"));

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number : null;

    private static int? Whole(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}
