using Microsoft.Extensions.Options;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;

namespace XrayPortal.Films;

/// <summary>
/// From a stored film to its pixels: the one place where the portal decodes, so that decoding can move to a process of its own
/// without anyone else noticing.
/// </summary>
public sealed class FilmPixels(FilmStore store, IOptions<FilmOptions> options)
{
    public async Task<Result<DecodedFilm>> DecodeAsync(string sha256, CancellationToken cancellationToken)
    {
        if (!store.Has(sha256)) return FilmRefusals.Missing;
        var file = await store.ReadAsync(sha256, cancellationToken);
        return FilmDecoder.Decode(file, options.Value.Limits);
    }
}
