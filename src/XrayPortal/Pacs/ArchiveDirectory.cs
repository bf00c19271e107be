using Microsoft.Extensions.Options;
using XrayPortal.Films;

namespace XrayPortal.Pacs;

/// <summary>The archives that are set up.</summary>
internal sealed class ArchiveDirectory(IOptions<PacsOptions> options, IOptions<FilmOptions> films, IHttpClientFactory clients)
{
    public IReadOnlyList<ArchiveOptions> All { get; } = [.. options.Value.Archives];

    public ArchiveOptions? Find(string? name) => All.FirstOrDefault(a => a.Name == name);

    public ArchiveClient Open(ArchiveOptions archive) => new(archive, clients, films.Value.Limits.MaxFileBytes);
}
