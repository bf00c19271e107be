using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Imaging.Tests.Builders;

internal static class Dicoms
{
    public static DicomPixelData PixelsOf(byte[] file)
    {
        var opened = DicomFile.Open(file, DicomLimits.Default);
        return new DicomPixelData(opened.Dataset, opened.TransferSyntax, DicomLimits.Default);
    }
}
