using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Decode;

public sealed class FullSizeFilmTests
{
    [Fact]
    public void Decode_TwelveOriginals_AllGiveFilmsOfTheHeadersSize()
    {
        var files = Directory.GetFiles(SharedData.Folder("data", "chest-xray", "full-size"), "*.jpeg");

        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            var header = FilmHeader.Read(bytes, bytes.Length, DecodeLimits.Default);
            var film = FilmDecoder.Decode(bytes, DecodeLimits.Default);

            Assert.False(film.IsRefused, $"{Path.GetFileName(file)}: {film.Refusal?.Sentence}");
            Assert.Equal((header.Value.Width, header.Value.Height), (film.Value.Image.Width, film.Value.Image.Height));
            Assert.InRange(film.Value.Image.Pixels.Average(), 0.2f, 0.8f);
        }

        Assert.Equal(12, files.Length);
    }
}
