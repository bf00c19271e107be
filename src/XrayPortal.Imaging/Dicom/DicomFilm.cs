using XrayPortal.Imaging.Decode;

namespace XrayPortal.Imaging.Dicom;

/// <summary>A DICOM file as a film: checks, picture and facts.</summary>
internal static class DicomFilm
{
    private const ushort ImagePixelGroup = 0x0028;

    /// <summary>Reads only what comes before the pixels.</summary>
    public static Result<FilmHeader> ReadHeader(ReadOnlyMemory<byte> start)
    {
        var file = DicomFile.Open(start, DicomLimits.Default, ImagePixelGroup);
        if (file.IsRefused) return file.Refusal;
        return DicomPixelData.Create(file.Value.Dataset, DicomLimits.Default).Match<Result<FilmHeader>>(
            pixels => new FilmHeader(FilmFormat.Dicom, pixels.Width, pixels.Height, pixels.BitsStored), refusal => refusal);
    }

    public static Result<DecodedFilm> Decode(ReadOnlyMemory<byte> bytes, DecodeLimits limits)
    {
        var file = DicomFile.Open(bytes, DicomLimits.Default);
        if (file.IsRefused) return file.Refusal;
        var dataset = file.Value.Dataset;
        var pixels = DicomPixelData.Create(dataset, DicomLimits.Default);
        if (pixels.IsRefused) return pixels.Refusal;
        if (limits.RefusalOfPixels(pixels.Value.Width, pixels.Value.Height) is { } tooMany) return tooMany;
        var frame = pixels.Value.GetFrame(dataset);
        if (frame.IsRefused) return frame.Refusal;
        var pipeline = GreyPipeline.Create(dataset, pixels.Value);
        if (pipeline.IsRefused) return pipeline.Refusal;
        return new DecodedFilm(pipeline.Value.Apply(frame.Value.Span), FilmFormat.Dicom, pixels.Value.BitsStored, DicomFacts.Of(dataset));
    }
}
