using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Training.Data;

/// <summary>Where the pictures of a set come from.</summary>
internal interface IPictures
{
    /// <summary>The stored bytes of a picture: what the set's digest is made of.</summary>
    byte[] Bytes(string file);

    /// <param name="channels">1: grey; 3: red, green, blue.</param>
    /// <returns>As many planes, values 0..1, at the size they are stored in.</returns>
    Result<IReadOnlyList<GreyImage>> Planes(string file, int channels);
}

/// <summary>Pictures in files of their own, decoded by the code that serving uses.</summary>
internal sealed class PictureFiles : IPictures
{
    private static readonly Refusal Missing = new(
        "data.file-missing", RefusalKind.NotFound, "A film named in the set does not exist. Correct the set and start again.");

    public byte[] Bytes(string file) => File.ReadAllBytes(file);

    public Result<IReadOnlyList<GreyImage>> Planes(string file, int channels)
    {
        if (channels == 1) return Film(file).Match<Result<IReadOnlyList<GreyImage>>>(film => new[] { film.Image }, refusal => refusal);
        return File.Exists(file) ? ColourDecoder.Decode(File.ReadAllBytes(file), DecodeLimits.Default) : Missing;
    }

    /// <summary>A film as serving decodes it.</summary>
    public static Result<DecodedFilm> Film(string file) =>
        File.Exists(file) ? FilmDecoder.Decode(File.ReadAllBytes(file), DecodeLimits.Default) : Missing;
}
