using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;

namespace XrayPortal.Imaging.Tests.Dicom;

/// <summary>One row of the golden table: how a film is described, and so what its eight pixels look like.</summary>
internal sealed record GreyCase(int Allocated, int Stored, int HighBit, bool IsSigned, string Photometric, string? Shape, string Modality, string Voi, bool HasPadding)
{
    public const int Pixels = 8;

    /// <summary>Bit depth × sign with every photometric interpretation, then each modality and VOI with each of those depths.</summary>
    public static IEnumerable<GreyCase> All() => AllOnceOrTwice().Distinct();

    private static IEnumerable<GreyCase> AllOnceOrTwice()
    {
        (int Allocated, int Stored, int HighBit)[] depths = [(8, 8, 7), (16, 8, 7), (16, 10, 9), (16, 12, 11), (16, 12, 15), (16, 14, 13), (16, 15, 14), (16, 16, 15)];
        foreach (var (allocated, stored, highBit) in depths)
        {
            foreach (var isSigned in new[] { false, true })
            {
                foreach (var (photometric, shape) in new[] { ("MONOCHROME1", null), ("MONOCHROME2", null), ("MONOCHROME1", "INVERSE"), ("MONOCHROME2", "INVERSE"), ("MONOCHROME2", "IDENTITY") })
                    yield return new GreyCase(allocated, stored, highBit, isSigned, photometric, shape, "none", "linear", false);
                foreach (var modality in new[] { "none", "rescale", "negative", "table" })
                {
                    foreach (var voi in new[] { "none", "linear", "exact", "sigmoid", "step", "table" })
                        yield return new GreyCase(allocated, stored, highBit, isSigned, "MONOCHROME2", null, modality, voi, false);
                }

                yield return new GreyCase(allocated, stored, highBit, isSigned, "MONOCHROME1", null, "none", "none", true);
                yield return new GreyCase(allocated, stored, highBit, isSigned, "MONOCHROME2", null, "rescale", "linear", true);
            }
        }
    }

    public override string ToString() =>
        $"{Allocated}-{Stored}-{HighBit}-{(IsSigned ? "signed" : "unsigned")}-{Photometric}-{Shape ?? "plain"}-{Modality}-{Voi}{(HasPadding ? "-padded" : "")}";

    public byte[] Build()
    {
        long span = 1L << Stored, low = IsSigned ? -span / 2 : 0;
        // From end to end, the middle and its neighbours among them; bits around the stored ones are dirty.
        long[] values = [low, low + 1, low + (span / 4), low + (span / 2) - 1, low + (span / 2), low + (span * 5 / 8), low + (span * 7 / 8), low + span - 1];
        var (shift, mask) = (HighBit + 1 - Stored, (1L << Stored) - 1);
        var dirt = ~(mask << shift) & ((1L << Allocated) - 1) & 0x5555;
        var film = new DicomBuilder().Pixels(Pixels, 1, (ushort)Allocated, (ushort)Stored, [.. values.Select(v => (int)(((v & mask) << shift) | dirt))])
            .Us(DicomTag.HighBit, (ushort)HighBit).Us(DicomTag.PixelRepresentation, (ushort)(IsSigned ? 1 : 0))
            .Text(DicomTag.PhotometricInterpretation, "CS", Photometric);
        if (Shape is not null) film.Text(DicomTag.PresentationLutShape, "CS", Shape);
        if (HasPadding) Padded(film, low, span);
        var units = WithModality(film, low, span);
        WithVoi(film, units.Low, units.High);
        return film.Build();
    }

    private void Padded(DicomBuilder film, long low, long span)
    {
        film.Raw(DicomTag.PixelPaddingValue, IsSigned ? "SS" : "US", BitConverter.GetBytes(unchecked((short)low)));
        film.Raw(DicomTag.PixelPaddingRangeLimit, IsSigned ? "SS" : "US", BitConverter.GetBytes(unchecked((short)(low + (span / 4)))));
    }

    private (double Low, double High) WithModality(DicomBuilder film, long low, long span)
    {
        switch (Modality)
        {
            case "rescale":
                // Tables are entered with whole numbers: what half a number would find, nobody says.
                var slope = Voi == "table" ? 1 : 1.5;
                film.Text(DicomTag.RescaleSlope, "DS", $"{slope}").Text(DicomTag.RescaleIntercept, "DS", "-20");
                return ((slope * low) - 20, (slope * (low + span - 1)) - 20);
            case "negative":
                film.Text(DicomTag.RescaleSlope, "DS", "-1").Text(DicomTag.RescaleIntercept, "DS", "100");
                return (100.0 - (low + span - 1), 100.0 - low);
            case "table":
                // 200 entries around the middle, so that values lie below the first and above the last, too.
                var first = low + (span / 2) - 50;
                film.Sequence(DicomTag.ModalityLutSequence, Table(first, 200, i => (ushort)(1000 + (i * i / 2))));
                return (1000, 1000 + (199 * 199 / 2));
            default:
                return (low, low + span - 1);
        }
    }

    private void WithVoi(DicomBuilder film, double low, double high)
    {
        var (centre, width) = (Math.Round((low + high) / 2) + 3, Math.Round((high - low) * 0.7));
        switch (Voi)
        {
            case "linear": film.Window($"{centre:0}", $"{width:0}"); break;
            case "exact": film.Window($"{centre:0}", $"{width:0}", "LINEAR_EXACT"); break;
            case "sigmoid": film.Window($"{centre:0}", $"{width:0}", "SIGMOID"); break;
            case "step": film.Window($"{centre:0}", "1"); break;
            case "table":
                film.Sequence(DicomTag.VoiLutSequence, Table((long)Math.Round((low + high) / 2) - 40, 100, i => (ushort)(65535 - (i * 655))));
                break;
        }
    }

    private static (DicomTag, string, byte[])[] Table(long first, int count, Func<int, ushort> entry) =>
    [
        (DicomTag.LutDescriptor, first < 0 ? "SS" : "US", [(byte)count, (byte)(count >> 8), unchecked((byte)first), unchecked((byte)(first >> 8)), 16, 0]),
        (DicomTag.LutData, "OW", [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes(entry(i)))]),
    ];
}
