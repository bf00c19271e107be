using System.Runtime.InteropServices;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Dicom;

/// <summary>
/// From stored values to grey, in the order of PS3.4, N.2: stored value, padding marked, modality LUT or rescale, VOI, inversion last;
/// padding is black. With <see cref="FilmPresentation.Model"/> it is what a model sees, defined here and nowhere else (ADR 0011).
/// </summary>
/// <remarks>A film has at most 65,536 different values: the chain is worked out once for each of them and pixels are looked up.</remarks>
internal sealed class GreyPipeline
{
    private readonly DicomFrame frame;
    private readonly Func<double, double> modality;
    private readonly Func<double, double>? voi;
    private readonly (double Low, double High)? padding;
    private readonly bool invert;

    private GreyPipeline(
        DicomFrame frame, Func<double, double> modality, Func<double, double>? voi, (double Low, double High)? padding, bool invert)
    {
        this.frame = frame;
        this.modality = modality;
        this.voi = voi;
        this.padding = padding;
        this.invert = invert;
    }

    /// <param name="frame">A frame of grey.</param>
    /// <exception cref="DicomFileException">A table of the file is damaged.</exception>
    public static GreyPipeline Create(DicomDataset dataset, DicomFrame frame, FilmPresentation presentation)
    {
        var toUnits = ModalityLut.Of(dataset, frame);
        var toGrey = presentation.Window is { IsUsable: true } window ? VoiLut.Function(window) : VoiChoice.Of(dataset, frame, toUnits, presentation.Choice);
        // INVERSE with MONOCHROME1 inverts once; IDENTITY with MONOCHROME1 is not conformant and inverts, too.
        var isInverted = dataset.GetStringOrDefault(DicomTag.PhotometricInterpretation) == "MONOCHROME1"
            || dataset.GetStringOrDefault(DicomTag.PresentationLutShape) == "INVERSE";
        return new GreyPipeline(frame, toUnits, toGrey, Padding(dataset, frame), isInverted);
    }

    public GreyImage Apply()
    {
        if (frame.HasTable)
        {
            var (cells, cellBytes) = frame.StoredBits();
            var table = new float[LevelTable.Length(cellBytes)];
            var toGrey = voi ?? FromSmallestToLargest(SeenValues(cells, cellBytes));
            for (var bits = 0; bits < 1 << frame.BitsStored; bits++) table[bits] = GreyOf(frame.ValueOf((uint)bits), toGrey);
            return new GreyImage(frame.Width, frame.Height, new GreyLevels(cells, new LevelTable(table)));
        }

        var grey = new float[frame.Width * frame.Height];
        var direct = voi ?? FromSmallestToLargest(Enumerable.Range(0, grey.Length).Select(frame.ValueAt));
        for (var i = 0; i < grey.Length; i++) grey[i] = GreyOf(frame.ValueAt(i), direct);
        return new GreyImage(frame.Width, frame.Height, grey);
    }

    private float GreyOf(double value, Func<double, double> toGrey)
    {
        if (IsPadding(value)) return 0;
        var grey = Math.Clamp(toGrey(modality(value)), 0, 1);
        return double.IsNaN(grey) ? 0 : (float)(invert ? 1 - grey : grey);
    }

    // Floating point frames may hold values that are no numbers: as black as padding.
    private bool IsPadding(double value) => !double.IsFinite(value) || (padding is { } range && value >= range.Low && value <= range.High);

    private static (double Low, double High)? Padding(DicomDataset dataset, DicomFrame frame)
    {
        if (dataset.GetUInt16OrDefault(DicomTag.PixelPaddingValue) is not { } value) return null;
        var one = Stored(value);
        var other = dataset.GetUInt16OrDefault(DicomTag.PixelPaddingRangeLimit) is { } limit ? Stored(limit) : one;
        return (Math.Min(one, other), Math.Max(one, other));

        double Stored(ushort bits) => frame.IsSigned ? unchecked((short)bits) : bits;
    }

    private IEnumerable<double> SeenValues(byte[] cells, int cellBytes)
    {
        var seen = new bool[LevelTable.Length(cellBytes)];
        if (cellBytes == 1) foreach (var cell in cells) seen[cell] = true;
        else foreach (var word in MemoryMarshal.Cast<byte, ushort>(cells)) seen[word] = true;
        return Enumerable.Range(0, seen.Length).Where(bits => seen[bits]).Select(bits => (double)frame.ValueOf((uint)bits));
    }

    private Func<double, double> FromSmallestToLargest(IEnumerable<double> values)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (var value in values)
        {
            if (IsPadding(value)) continue;
            var unit = modality(value);
            low = Math.Min(low, unit);
            high = Math.Max(high, unit);
        }

        return high > low ? x => (x - low) / (high - low) : _ => 0;
    }
}
