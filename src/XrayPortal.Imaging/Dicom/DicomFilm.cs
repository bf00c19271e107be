using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom.Codecs;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Dicom;

/// <summary>A DICOM file as a film: checks, picture and facts. Here the core's exceptions become refusals.</summary>
internal static class DicomFilm
{
    private const ushort ImagePixelGroup = 0x0028;
    private const ushort PixelGroup = 0x7FE0;

    private static readonly DicomTag[] Pixels = [DicomTag.PixelData, DicomTag.FloatPixelData, DicomTag.DoubleFloatPixelData];

    /// <summary>Reads only what comes before the pixels.</summary>
    public static Result<FilmHeader> ReadHeader(ReadOnlyMemory<byte> start, DecodeLimits limits)
    {
        try
        {
            if (Preamble.IsExecutable(start.Span)) return DicomRefusals.ExecutablePreamble;
            var file = DicomFile.Open(start, DicomLimits.Header, ImagePixelGroup);
            if (RefusalOf(file, limits) is { } refusal) return refusal;
            var pixels = new DicomPixelData(file.Dataset, file.TransferSyntax, DicomLimits.Default);
            if (pixels.NumberOfFrames > 1 && !FirstFrame.Stands(file.Dataset)) return DicomRefusals.MultiFrame;
            return new FilmHeader(FilmFormat.Dicom, pixels.Width, pixels.Height, Math.Min(pixels.BitsStored, 16))
            {
                Uids = DicomHeaderUids.Of(file),
                Facts = DicomFacts.Of(file.Dataset),
            };
        }
        catch (DicomFileException fault)
        {
            return DicomRefusals.Of(fault);
        }
    }

    public static Result<DecodedFilm> Decode(ReadOnlyMemory<byte> bytes, DecodeLimits limits, FilmPresentation presentation)
    {
        try
        {
            if (Preamble.IsExecutable(bytes.Span)) return DicomRefusals.ExecutablePreamble;
            var file = DicomFile.Open(bytes, DicomLimits.Default, PixelGroup);
            if (RefusalOf(file, limits) is { } refusal) return refusal;
            var dataset = file.Dataset;
            if (!Pixels.Any(dataset.Contains)) return DicomRefusals.NoPixels;
            var pixels = new DicomPixelData(dataset, file.TransferSyntax, DicomLimits.Default);
            if (pixels.NumberOfFrames > 1 && !FirstFrame.Stands(dataset)) return DicomRefusals.MultiFrame;
            var frame = pixels.GetFrame(0);
            var image = ToGrey(dataset, frame, presentation);
            if (presentation.WithOverlays) OverlayPlane.DrawAll(dataset, frame, image);
            return new DecodedFilm(image, FilmFormat.Dicom, Math.Min(pixels.BitsStored, 16), DicomFacts.Of(dataset))
            {
                Presentations = frame.Colour == DicomColour.Grey ? VoiChoice.NamesOf(dataset) : [],
                HasOverlays = OverlayPlane.AreIn(dataset),
            };
        }
        catch (DicomFileException fault)
        {
            return DicomRefusals.Of(fault);
        }
    }

    private static GreyImage ToGrey(DicomDataset dataset, DicomFrame frame, FilmPresentation presentation) =>
        frame.Colour == DicomColour.Grey ? GreyPipeline.Create(dataset, frame, presentation).Apply() : ColourFrame.ToGrey(dataset, frame);

    // Before pixels are described: the film may be right and only our side lacks something, or it may hold no picture at all.
    internal static Refusal? RefusalOf(DicomFile file, DecodeLimits limits)
    {
        if (!file.TransferSyntax.IsSupported) return DicomRefusals.TransferSyntax(file.TransferSyntax);
        if (DicomCodecs.MissingPackage(file.TransferSyntax.Uid) is { } package) return DicomRefusals.CodecMissing(file.TransferSyntax, package);
        if (!file.Dataset.Contains(DicomTag.Rows) || !file.Dataset.Contains(DicomTag.Columns)) return DicomRefusals.NoPixels;
        return file.Dataset.TryGetSingleValue<int>(DicomTag.Rows, out var rows) && file.Dataset.TryGetSingleValue<int>(DicomTag.Columns, out var columns)
            ? limits.RefusalOfPixels(columns, rows)
            : null;
    }
}
