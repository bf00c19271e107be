using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Dicom;

/// <summary>
/// What a model sees of a DICOM film, defined here and nowhere else (ADR 0011): stored value, modality LUT or rescale, the first
/// VOI LUT or else the first usable window of the file or else smallest to largest value, inversion last; padding is black.
/// </summary>
/// <remarks>
/// Source: DICOM PS3.4, N.2. A film has at most 65,536 different values: the chain is worked out once for each of them and
/// pixels are looked up.
/// </remarks>
internal sealed class GreyPipeline
{
    private readonly DicomPixelData pixels;
    private readonly Func<double, double> modality;
    private readonly Func<double, double>? voi;
    private readonly (int Low, int High)? padding;
    private readonly bool invert;

    private GreyPipeline(
        DicomPixelData pixels, Func<double, double> modality, Func<double, double>? voi, (int Low, int High)? padding, bool invert)
    {
        this.pixels = pixels;
        this.modality = modality;
        this.voi = voi;
        this.padding = padding;
        this.invert = invert;
    }

    public static Result<GreyPipeline> Create(DicomDataset dataset, DicomPixelData pixels)
    {
        var toUnits = Modality(dataset, pixels);
        if (toUnits.IsRefused) return toUnits.Refusal;
        var toGrey = Window(dataset);
        if (dataset.FirstItemOrDefault(DicomTag.VoiLutSequence) is { } item)
        {
            var isSigned = Math.Min(toUnits.Value(pixels.Smallest), toUnits.Value(pixels.Largest)) < 0;
            var table = LookupTable.Create(item, isSigned);
            if (table.IsRefused) return table.Refusal;
            toGrey = x => table.Value[x] / (double)table.Value.Maximum;
        }

        // INVERSE with MONOCHROME1 inverts once; IDENTITY with MONOCHROME1 is not conformant and inverts, too.
        var isInverted = pixels.IsMonochrome1 || dataset.GetStringOrDefault(DicomTag.PresentationLutShape) == "INVERSE";
        return new GreyPipeline(pixels, toUnits.Value, toGrey, Padding(dataset, pixels), isInverted);
    }

    public GreyImage Apply(ReadOnlySpan<byte> frame)
    {
        var table = Table(frame);
        var grey = new float[pixels.Width * pixels.Height];
        for (var i = 0; i < grey.Length; i++) grey[i] = table[pixels.BitsAt(frame, i)];
        return new GreyImage(pixels.Width, pixels.Height, grey);
    }

    private static Result<Func<double, double>> Modality(DicomDataset dataset, DicomPixelData pixels)
    {
        if (dataset.FirstItemOrDefault(DicomTag.ModalityLutSequence) is { } item)
            return LookupTable.Create(item, pixels.IsSigned).Match<Result<Func<double, double>>>(table => Of(x => table[x]), refusal => refusal);

        // A slope of 0 is against the standard (PS3.3 C.11.1.1.2) and would wipe the film out: read as absent.
        var slope = dataset.GetDecimalOrDefault(DicomTag.RescaleSlope) is { } stated and not 0 ? stated : 1;
        var intercept = dataset.GetDecimalOrDefault(DicomTag.RescaleIntercept) ?? 0;
        return Of(x => (slope * x) + intercept);

        static Func<double, double> Of(Func<double, double> function) => function;
    }

    // Null where there is no window, or one that cannot be used.
    private static Func<double, double>? Window(DicomDataset dataset)
    {
        if (dataset.GetDecimalOrDefault(DicomTag.WindowCenter) is not { } center) return null;
        if (dataset.GetDecimalOrDefault(DicomTag.WindowWidth) is not { } width || width <= 0) return null;
        return dataset.GetStringOrDefault(DicomTag.VoiLutFunction) switch
        {
            "SIGMOID" => x => VoiLut.Sigmoid(x, center, width),
            "LINEAR_EXACT" => x => VoiLut.LinearExact(x, center, width),
            _ => width < 1 ? null : x => VoiLut.Linear(x, center, width),
        };
    }

    private static (int Low, int High)? Padding(DicomDataset dataset, DicomPixelData pixels)
    {
        if (dataset.GetUInt16OrDefault(DicomTag.PixelPaddingValue) is not { } value) return null;
        var one = Stored(value);
        var other = dataset.GetUInt16OrDefault(DicomTag.PixelPaddingRangeLimit) is { } limit ? Stored(limit) : one;
        return (Math.Min(one, other), Math.Max(one, other));

        int Stored(ushort bits) => pixels.IsSigned ? unchecked((short)bits) : bits;
    }

    private bool IsPadding(int value) => padding is { } range && value >= range.Low && value <= range.High;

    private float[] Table(ReadOnlySpan<byte> frame)
    {
        var toGrey = voi ?? FromSmallestToLargest(frame);
        var table = new float[pixels.Mask + 1];
        for (var bits = 0; bits < table.Length; bits++)
        {
            var value = pixels.ValueOf(bits);
            if (IsPadding(value)) continue;
            var grey = Math.Clamp(toGrey(modality(value)), 0, 1);
            table[bits] = (float)(invert ? 1 - grey : grey);
        }

        return table;
    }

    private Func<double, double> FromSmallestToLargest(ReadOnlySpan<byte> frame)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        var seen = new bool[pixels.Mask + 1];
        for (var i = 0; i < pixels.Width * pixels.Height; i++) seen[pixels.BitsAt(frame, i)] = true;
        for (var bits = 0; bits < seen.Length; bits++)
        {
            var value = pixels.ValueOf(bits);
            if (!seen[bits] || IsPadding(value)) continue;
            low = Math.Min(low, modality(value));
            high = Math.Max(high, modality(value));
        }

        return high > low ? x => (x - low) / (high - low) : _ => 0;
    }
}
