using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Imaging.Quality;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Quality;

public sealed class FilmQualityTests
{
    private static GreyImage Constant(float value, int width = 200, int height = 200) => new(width, height, [.. Enumerable.Repeat(value, width * height)]);

    private static GreyImage Invert(GreyImage film) => new(film.Width, film.Height, [.. film.Pixels.Select(value => 1 - value)]);

    [Fact]
    public void Check_FilmsThatCannotBeJudged_SayWhy()
    {
        Assert.Equal("film.too-small", FilmQuality.Check(Phantom.Draw(1, false, 63, 400))?.Code);
        Assert.Equal("film.blank", FilmQuality.Check(Constant(0.5f))?.Code);
        Assert.Equal("film.blank", FilmQuality.Check(Constant(0f))?.Code);
        Assert.Equal("film.inverted", FilmQuality.Check(Invert(Phantom.Draw(1, false, 300, 280)))?.Code);
    }

    [Fact]
    public void Check_OtherStructure_IsNotCalledANegative()
    {
        var stripes = new GreyImage(128, 128, [.. Enumerable.Range(0, 128 * 128).Select(i => i % 128 / 16 % 2 == 0 ? 0.2f : 0.8f)]);

        Assert.Null(FilmQuality.Check(stripes));
    }

    [Fact]
    public void Check_OfficialTestFilms_AreAllLetThroughAndTheirNegativesAreNot()
    {
        var folder = SharedData.Folder("data", "chest-xray", "films-224", "test");
        int films = 0, refused = 0, caught = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.jpeg", SearchOption.AllDirectories))
        {
            var film = FilmDecoder.Decode(File.ReadAllBytes(file), DecodeLimits.Default).Value.Image;
            films++;
            if (FilmQuality.Check(film) is not null) refused++;
            if (FilmQuality.Check(Invert(film))?.Code == "film.inverted") caught++;
        }

        Assert.Equal((624, 0), (films, refused));
        Assert.InRange(caught, 0.95 * films, films);
    }
}
