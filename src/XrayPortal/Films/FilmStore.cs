using XrayPortal.Data;

namespace XrayPortal.Films;

/// <summary>
/// The films' files, named by their content: <c>films/ab/abcdef…</c>. What is under way lies in <c>tmp</c> and is gone
/// when the intake ends, however it ends; what a crash leaves there is removed at the next start.
/// </summary>
public sealed class FilmStore
{
    private const string Ending = ".film";

    private readonly string root;
    private readonly string temporary;

    public FilmStore(DataFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        root = folder.Films;
        temporary = folder.Temporary;
    }

    public bool Has(string sha256) => File.Exists(PathOf(sha256));

    public Task<byte[]> ReadAsync(string sha256, CancellationToken cancellationToken) =>
        File.ReadAllBytesAsync(PathOf(sha256), cancellationToken);

    internal Stream OpenRead(string sha256) => new FileStream(
        PathOf(sha256), new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });

    /// <summary>The first bytes of a film's file; all of it where it is shorter.</summary>
    internal async Task<byte[]> ReadStartAsync(string sha256, int bytes, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(PathOf(sha256));
        var start = new byte[Math.Min(bytes, file.Length)];
        await file.ReadExactlyAsync(start, cancellationToken);
        return start;
    }

    /// <summary>A new file for an upload; disposing it removes what was not kept.</summary>
    internal TemporaryFilm NewTemporary(Guid name) => new(Path.Combine(temporary, name.ToString("N") + Ending));

    /// <summary>Keeps a finished upload; when this returns, no failure of power or program takes it away.</summary>
    internal void Keep(TemporaryFilm film, string sha256) => film.KeepAs(PathOf(sha256));

    internal void Remove(string sha256) => File.Delete(PathOf(sha256));

    /// <summary>Small pictures made of a film; they can be made again at any time.</summary>
    internal string ThumbnailPath(string sha256) => Path.Combine(root, "thumbnails", sha256[..2], sha256 + ".png");

    internal void SweepTemporary()
    {
        foreach (var file in Directory.EnumerateFiles(temporary, "*" + Ending)) File.Delete(file);
    }

    private string PathOf(string sha256)
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower)) throw new ArgumentException("Not a SHA-256.", nameof(sha256));
        return Path.Combine(root, sha256[..2], sha256);
    }
}

/// <summary>A file that exists until it is disposed or moved to its place.</summary>
internal sealed class TemporaryFilm : IAsyncDisposable
{
    private readonly string path;

    public TemporaryFilm(string path)
    {
        this.path = path;
        Stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0, // written in large pieces
        });
    }

    public FileStream Stream { get; }

    /// <summary>Moves the file to where it is never lost.</summary>
    public void KeepAs(string target)
    {
        Stream.Dispose();
        Disk.MoveDurably(path, target);
    }

    /// <summary>Moves the file to where it can be made again.</summary>
    public void MoveTo(string target)
    {
        Stream.Dispose();
        File.Move(path, target, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        File.Delete(path); // nothing happens where it was moved
    }
}

/// <summary>Removes, before the portal listens, what a crash left of unfinished uploads.</summary>
internal sealed class FilmStoreSweep(FilmStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        store.SweepTemporary();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
