using XrayPortal.Decoding;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;

namespace XrayPortal.Films;

/// <summary>From a stored film to its pixels: the one place where the portal decodes what was uploaded, always in a process of its own.</summary>
public sealed class FilmPixels(FilmStore store, DecodePool decoders)
{
    /// <summary>As a model sees it.</summary>
    public Task<Result<DecodedFilm>> DecodeAsync(string sha256, CancellationToken cancellationToken) => DecodeAsync(sha256, presentation: null, cancellationToken);

    /// <param name="presentation">How a person wants to see a DICOM film; null for what a model sees.</param>
    public async Task<Result<DecodedFilm>> DecodeAsync(string sha256, FilmPresentation? presentation, CancellationToken cancellationToken)
    {
        if (!store.Has(sha256)) return FilmRefusals.Missing;
        var file = await store.ReadAsync(sha256, cancellationToken);
        return await decoders.DecodeAsync(file, presentation, cancellationToken);
    }

    /// <summary>A DICOM film as an object without compression.</summary>
    public async Task<Result<byte[]>> DecompressAsync(string sha256, CancellationToken cancellationToken) =>
        store.Has(sha256) ? await decoders.DecompressAsync(await store.ReadAsync(sha256, cancellationToken), cancellationToken) : FilmRefusals.Missing;
}
