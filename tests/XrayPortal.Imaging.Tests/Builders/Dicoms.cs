using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Imaging.Tests.Builders;

internal static class Dicoms
{
    public static DicomPixelData PixelsOf(byte[] file)
    {
        var opened = DicomFile.Open(file, DicomLimits.Default);
        return new DicomPixelData(opened.Dataset, opened.TransferSyntax, DicomLimits.Default);
    }

    /// <summary>The first fragment of encapsulated pixel data.</summary>
    public static byte[] FragmentOf(byte[] file)
    {
        Assert.True(DicomFile.Open(file, DicomLimits.Default).Dataset.TryGetFragments(DicomTag.PixelData, out var sequence));
        return sequence.Fragments[0].ToArray();
    }
}
