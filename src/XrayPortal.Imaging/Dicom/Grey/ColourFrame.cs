using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Grey of a colour frame: BT.601 luma, as for PNG and JPEG (ADR 0010). Modality and VOI LUTs are not for colour.</summary>
/// <remarks>Source: DICOM PS3.3, C.7.6.3.1.2 and C.7.6.3.1.5; Y of YBR_FULL is that luma.</remarks>
internal static class ColourFrame
{
    public static GreyImage ToGrey(DicomDataset dataset, DicomFrame frame)
    {
        var grey = new float[frame.Width * frame.Height];
        if (frame.Colour == DicomColour.Palette) LookUp(dataset, frame, grey);
        else
        {
            double largest = frame.Largest;
            for (var i = 0; i < grey.Length; i++)
            {
                var at = 3 * i;
                grey[i] = frame.Colour == DicomColour.Ybr
                    ? (float)(frame.BitsAt(at) / largest)
                    : (float)(((Luma.Red * (double)frame.BitsAt(at)) + (Luma.Green * (double)frame.BitsAt(at + 1)) + (Luma.Blue * (double)frame.BitsAt(at + 2)))
                        / (Luma.Total * largest));
            }
        }

        return new GreyImage(frame.Width, frame.Height, grey);
    }

    private static void LookUp(DicomDataset dataset, DicomFrame frame, float[] grey)
    {
        var red = LookupTable.Create(dataset, DicomTag.RedPaletteDescriptor, DicomTag.RedPaletteData, frame.IsSigned);
        var green = LookupTable.Create(dataset, DicomTag.GreenPaletteDescriptor, DicomTag.GreenPaletteData, frame.IsSigned);
        var blue = LookupTable.Create(dataset, DicomTag.BluePaletteDescriptor, DicomTag.BluePaletteData, frame.IsSigned);
        var table = new float[1 << frame.BitsStored];
        for (var bits = 0; bits < table.Length; bits++)
        {
            var value = frame.ValueOf((uint)bits);
            table[bits] = (float)(((Luma.Red * Share(red, value)) + (Luma.Green * Share(green, value)) + (Luma.Blue * Share(blue, value))) / Luma.Total);
        }

        frame.LookUp(table, grey.AsSpan());
    }

    // Some tables hold more than the bits that they say they have.
    private static double Share(LookupTable table, long value) => Math.Min(1, table[value] / (double)table.Maximum);
}
