namespace XrayPortal.TrainingRuns;

/// <summary>What lies where in the folder of a run. The engine writes most of it; ours is the request, the process id, and the wish to stop.</summary>
internal sealed class TrainingRunFolder(string root)
{
    public string Root => root;

    /// <summary>The recipe as we ask for it; the engine writes its own, with every default filled in.</summary>
    public string Request => Path.Combine(root, "request.json");

    /// <summary>Whom the model is for, where no parent says it.</summary>
    public string Population => Path.Combine(root, "population.json");

    public string Flagged => Path.Combine(root, "flagged");

    public string Log => Path.Combine(root, "log.jsonl");

    /// <summary>What the engine said on standard error, of all its starts.</summary>
    public string Errors => Path.Combine(root, "errors.log");

    public string ProcessId => Path.Combine(root, "engine.pid");

    public string StopMark => Path.Combine(root, "stop");

    public bool StopAsked => File.Exists(StopMark);

    public bool HasCheckpoint => Directory.Exists(Checkpoints) && Directory.EnumerateFileSystemEntries(Checkpoints).Any();

    private string Checkpoints => Path.Combine(root, "checkpoints");

    /// <summary>Removes what a start left that never came to a checkpoint; the engine takes no folder that holds another run.</summary>
    public void Clear()
    {
        foreach (var name in (string[])["recipe.json", "arguments.json", "data.json", "log.jsonl"]) File.Delete(Path.Combine(root, name));
    }

    public TrainingProgress ReadProgress()
    {
        var progress = new TrainingProgress();
        foreach (var line in ReadLog()) progress.Add(line);
        return progress;
    }

    /// <summary>Complete lines of the engine's log; the last one may be half written.</summary>
    public IReadOnlyList<string> ReadLog()
    {
        if (!File.Exists(Log)) return [];
        using var stream = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        var end = text.LastIndexOf('\n');
        return end < 0 ? [] : text[..end].Split('\n');
    }
}
