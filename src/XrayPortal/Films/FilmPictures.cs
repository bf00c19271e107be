using System.Buffers.Binary;
using System.Runtime.InteropServices;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Overlay;

namespace XrayPortal.Films;

/// <summary>Grey values for the viewer, row-major: one byte a pixel, or two (little endian) where the film holds more than 8 bits.</summary>
/// <param name="Presentations">Names of the file's own ways of being shown; none or one where there is nothing to choose.</param>
public sealed record ViewerPixels(int Width, int Height, int BytesPerPixel, byte[] Values, IReadOnlyList<string> Presentations, bool HasOverlays);

/// <summary>Makes the pictures that people look at; what the model saw is not touched by any of this.</summary>
public sealed class FilmPictures(FilmPixels pixels, FilmStore store) : IDisposable
{
    /// <summary>Longer side of what the viewer gets: more does not fit a reading screen and costs seconds on a slow line.</summary>
    public const int ViewerSide = 2048;

    private const int ThumbnailSide = 96;

    // A decoded film takes four bytes a pixel: a few at a time, whoever asks.
    private readonly SemaphoreSlim turns = new(2);

    /// <param name="presentation">Null for what a model sees.</param>
    public Task<Result<byte[]>> ImageAsync(Film film, FilmPresentation? presentation, CancellationToken cancellationToken) =>
        DrawAsync(film, decoded => PngEncoder.Grey(decoded.Image), cancellationToken, presentation);

    /// <param name="quality">1 to 100.</param>
    public Task<Result<byte[]>> JpegAsync(Film film, int quality, CancellationToken cancellationToken) =>
        DrawAsync(film, decoded => JpegEncoder.Grey(decoded.Image, quality), cancellationToken);

    public Task<Result<byte[]>> OverlayAsync(Film film, FilmResult result, double opacity, CancellationToken cancellationToken) =>
        DrawAsync(film, decoded => HeatMap.Overlay(decoded.Image, CamOf(result), result.CamWidth, result.CamHeight, opacity), cancellationToken);

    /// <summary>The map alone, of the film's size, with alpha.</summary>
    public async Task<byte[]> MapAsync(Film film, FilmResult result, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            return HeatMap.Map(CamOf(result), result.CamWidth, result.CamHeight, film.Width, film.Height);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <param name="presentation">Null for what a model sees.</param>
    public Task<Result<ViewerPixels>> ViewerAsync(Film film, FilmPresentation? presentation, CancellationToken cancellationToken) =>
        DrawAsync(film, Pack, cancellationToken, presentation);

    /// <summary>A small picture for lists; drawn once, then read from disk.</summary>
    public async Task<Result<byte[]>> ThumbnailAsync(Film film, CancellationToken cancellationToken)
    {
        var path = store.ThumbnailPath(film.Sha256);
        if (File.Exists(path)) return await File.ReadAllBytesAsync(path, cancellationToken);
        var drawn = await DrawAsync(film, decoded => PngEncoder.Grey(Fit(decoded.Image, ThumbnailSide)), cancellationToken);
        if (drawn.IsRefused) return drawn;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var whole = store.NewTemporary(Guid.CreateVersion7());
        await whole.Stream.WriteAsync(drawn.Value, cancellationToken);
        whole.MoveTo(path); // whoever reads it reads all of it
        return drawn;
    }

    public void Dispose() => turns.Dispose();

    internal static float[] CamOf(FilmResult result)
    {
        var cam = new float[result.CamWidth * result.CamHeight];
        if (BitConverter.IsLittleEndian) MemoryMarshal.Cast<byte, float>(result.Cam).CopyTo(cam);
        else for (var i = 0; i < cam.Length; i++) cam[i] = BinaryPrimitives.ReadSingleLittleEndian(result.Cam.AsSpan(i * 4));
        return cam;
    }

    internal static GreyImage Fit(GreyImage image, int side)
    {
        var longer = Math.Max(image.Width, image.Height);
        if (longer <= side) return image;
        return Antialias.Resize(image, Scaled(image.Width), Scaled(image.Height));

        int Scaled(int length) => Math.Max(1, (int)Math.Round((double)length * side / longer));
    }

    private static ViewerPixels Pack(DecodedFilm film)
    {
        var image = Fit(film.Image, ViewerSide);
        var wide = film.BitsStored > 8;
        var values = new byte[image.Pixels.Length * (wide ? 2 : 1)];
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var grey = Math.Clamp(image.Pixels[i], 0f, 1f);
            if (wide) BinaryPrimitives.WriteUInt16LittleEndian(values.AsSpan(i * 2), (ushort)((grey * 65535f) + 0.5f));
            else values[i] = (byte)((grey * 255f) + 0.5f);
        }

        return new ViewerPixels(image.Width, image.Height, wide ? 2 : 1, values, film.Presentations, film.HasOverlays);
    }

    private async Task<Result<T>> DrawAsync<T>(Film film, Func<DecodedFilm, T> draw, CancellationToken cancellationToken, FilmPresentation? presentation = null)
        where T : notnull
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            var decoded = await pixels.DecodeAsync(film.Sha256, presentation, cancellationToken);
            return decoded.Match<Result<T>>(d => draw(d), refusal => refusal);
        }
        finally
        {
            turns.Release();
        }
    }
}
