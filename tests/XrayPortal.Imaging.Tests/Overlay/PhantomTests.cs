using XrayPortal.Imaging.Overlay;
using XrayPortal.Imaging.Quality;

namespace XrayPortal.Imaging.Tests.Overlay;

public sealed class PhantomTests
{
    [Fact]
    public void Draw_SameSeed_IsTheSameFilm()
    {
        Assert.Equal(Phantom.Draw(5, true, 64, 80).Sha256(), Phantom.Draw(5, true, 64, 80).Sha256());
        Assert.NotEqual(Phantom.Draw(5, true, 64, 80).Sha256(), Phantom.Draw(6, true, 64, 80).Sha256());
    }

    [Fact]
    public void Draw_ManySeeds_PassAsFilmsAndOpacitiesBrightenALung()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var clear = Phantom.Draw(seed, false, 160, 144);
            var opaque = Phantom.Draw(seed, true, 160, 144);

            Assert.Null(FilmQuality.Check(clear));
            Assert.Null(FilmQuality.Check(opaque));
        }
    }

    [Fact]
    public void Draw_Pneumonia_IsBrighterInTheLungsOnAverage()
    {
        static double Lungs(int seed, bool pneumonia)
        {
            var film = Phantom.Draw(seed, pneumonia, 100, 100);
            var sum = 0.0;
            for (var y = 35; y < 65; y++)
            {
                for (var x = 18; x < 36; x++) sum += film[x, y] + film[99 - x, y];
            }

            return sum;
        }

        Assert.True(Enumerable.Range(0, 30).Sum(seed => Lungs(seed, true)) > 1.1 * Enumerable.Range(0, 30).Sum(seed => Lungs(seed, false)));
    }
}
