namespace XrayPortal.Data;

/// <summary>Where the portal keeps what it must not lose: database, films, models, runs, keys.</summary>
public sealed class DataFolder
{
    public DataFolder(string root)
    {
        Root = Path.GetFullPath(root);
        foreach (var folder in (string[])[Root, Films, Models, Runs, Keys, Temporary])
            Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Root { get; }

    /// <summary>Films by content hash.</summary>
    public string Films => Path.Combine(Root, "films");

    /// <summary>Model packages made by training runs here.</summary>
    public string Models => Path.Combine(Root, "models");

    /// <summary>One folder per training or evaluation run.</summary>
    public string Runs => Path.Combine(Root, "runs");

    /// <summary>Data-protection keys; whoever reads them can forge sign-ins.</summary>
    public string Keys => Path.Combine(Root, "keys");

    /// <summary>The secret of de-identification; made when it is first needed.</summary>
    public string DeidentificationKey => Path.Combine(Root, "deidentification.key");

    /// <summary>Uploads on their way in; on the same file system as <see cref="Films"/>, so that a move is atomic.</summary>
    public string Temporary => Path.Combine(Root, "tmp");

    /// <summary>Held by the portal that serves this folder.</summary>
    public string ServeLock => Path.Combine(Root, "serve.lock");

    public string SqliteFile => Path.Combine(Root, "portal.db");
}
