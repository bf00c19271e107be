using SkiaSharp;
using XrayPortal.Imaging.Fonts;

namespace XrayPortal.Imaging.Tests.Fonts;

public sealed class TypefacesTests
{
    [Fact]
    public void Regular_AskedTwice_IsTheSameObject() => Assert.Same(Typefaces.Regular, Typefaces.Regular);

    [Fact]
    public void BothFaces_AreTheShippedOnes()
    {
        Assert.Equal(("DejaVu Sans", false), (Typefaces.Regular.FamilyName, Typefaces.Regular.IsBold));
        Assert.Equal(("DejaVu Sans", true), (Typefaces.Bold.FamilyName, Typefaces.Bold.IsBold));
    }

    [Fact]
    public void BothFaces_HaveTheSignsThatReportsUse()
    {
        foreach (var face in (SKTypeface[])[Typefaces.Regular, Typefaces.Bold])
            Assert.DoesNotContain((ushort)0, face.GetGlyphs("Aä ß éñ Łž Ωμ Жя ≥ ≤ ± × – • % 0123456789"));
    }

    [Fact]
    public void Licence_TravelsWithTheFaces() =>
        Assert.NotNull(typeof(Typefaces).Assembly.GetManifestResourceInfo("XrayPortal.Imaging.Fonts.LICENSE-DejaVu.txt"));
}
