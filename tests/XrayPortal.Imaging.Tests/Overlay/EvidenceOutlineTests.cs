using XrayPortal.Imaging.Overlay;
using Xunit;

namespace XrayPortal.Imaging.Tests.Overlay;

public sealed class EvidenceOutlineTests
{
    [Fact]
    public void Of_OneCell_IsItsSquareInPixelsOfTheFilm() =>
        Assert.Equal([(20, 10), (40, 10), (40, 20), (20, 20)], EvidenceOutline.Of([0, 0, 0, 0, 4, 0], 3, 2, width: 60, height: 20).Select(c => ((int)c.Column, (int)c.Row)).ToArray());

    /// <summary>An L: half of the largest belongs to it, less does not; another place as strong, apart from it, is another one.</summary>
    [Fact]
    public void Of_SeveralCells_OutlinesThoseThatTouchTheStrongest()
    {
        float[] cam =
        [
            4, 1, 0, 3,
            2, 0, 0, 3,
            2, 2, 0, 0,
        ];

        var outline = EvidenceOutline.Of(cam, 4, 3, width: 4, height: 3);

        Assert.Equal([(0, 0), (1, 0), (1, 2), (2, 2), (2, 3), (0, 3)], outline);
    }

    /// <summary>Two cells that touch by a corner stay apart, and a hole is not walked around.</summary>
    [Fact]
    public void Of_RingWithACornerOutside_WalksTheOuterEdgeOnce()
    {
        float[] cam =
        [
            9, 9, 9, 0,
            9, 0, 9, 0,
            9, 9, 9, 0,
            0, 0, 0, 9,
        ];

        Assert.Equal([(0, 0), (3, 0), (3, 3), (0, 3)], EvidenceOutline.Of(cam, 4, 4, width: 4, height: 4));
    }

    [Fact]
    public void Of_HardlyAnyEvidence_PointsAtNothing() => Assert.Empty(EvidenceOutline.Of([0.1f, 0.9f, 0, float.NaN], 2, 2, 10, 10));
}
