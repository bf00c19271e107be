using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Dicom.Documents;

/// <summary>Pictures as Secondary Capture: films that came as PNG or JPEG, and pictures of results.</summary>
/// <remarks>Source: DICOM PS3.3, A.8.1 and C.8.6.</remarks>
public static class SecondaryCapture
{
    /// <summary>A film that came without DICOM: grey, 8 bits stored, or 16 where the film had more than 8.</summary>
    public static DicomFile OfFilm(DicomSubject subject, DecodedFilm film, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(film);
        var bits = film.BitsStored <= 8 ? 8 : 16;
        var dataset = Start(subject, "Radiograph", at, isBurnedIn: null, source: null);
        Describe(dataset, film.Image.Width, film.Image.Height, bits, 1, "MONOCHROME2");
        // All greys as they are: without a window a viewer stretches those that occur.
        dataset.Put("WindowCenter", $"{1 << (bits - 1)}").Put("WindowWidth", $"{1 << bits}");
        return WithPixels(dataset, Cells(film.Image, bits), bits);
    }

    /// <summary>A picture of a result, such as a film with the map over it.</summary>
    /// <param name="rgb">Red, green and blue of each pixel, row by row.</param>
    /// <param name="source">The image that it was made from, where it is DICOM.</param>
    public static DicomFile OfPicture(DicomSubject subject, ReadOnlyMemory<byte> rgb, int width, int height, string description, DateTimeOffset at, ImageReference? source = null)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (rgb.Length != 3L * width * height) throw new ArgumentException($"Needs {3L * width * height} bytes, has {rgb.Length}.", nameof(rgb));
        var dataset = Start(subject, description, at, isBurnedIn: true, source).Put("PlanarConfiguration", 0);
        Describe(dataset, width, height, 8, 3, "RGB");
        return WithPixels(dataset, rgb, 8);
    }

    private static DicomDataset Start(DicomSubject subject, string description, DateTimeOffset at, bool? isBurnedIn, ImageReference? source)
    {
        var dataset = subject.NewObject(DicomUID.SecondaryCaptureImageStorage, "OT", description, 9001, at)
            .Put("ConversionType", "WSD").Put("ImageType", "DERIVED", "SECONDARY").Put("PatientOrientation")
            .Put("DateOfSecondaryCapture", DicomSubject.Date(at)).Put("TimeOfSecondaryCapture", DicomSubject.Time(at));
        if (isBurnedIn is { } burnedIn) dataset.Put("BurnedInAnnotation", burnedIn ? "YES" : "NO");
        if (source is not null) dataset.PutItems("SourceImageSequence", source.ToItem());
        return dataset;
    }

    private static void Describe(DicomDataset dataset, int width, int height, int bits, int samples, string photometric) => dataset
        .Put("SamplesPerPixel", samples).Put("PhotometricInterpretation", photometric).Put("Rows", height).Put("Columns", width)
        .Put("BitsAllocated", bits).Put("BitsStored", bits).Put("HighBit", bits - 1).Put("PixelRepresentation", 0);

    private static DicomFile WithPixels(DicomDataset dataset, ReadOnlyMemory<byte> cells, int bits) =>
        dataset.AddOrUpdate(new DicomElement(DicomTag.PixelData, bits == 8 ? DicomVR.OB : DicomVR.OW, cells)).ToFile();

    private static byte[] Cells(GreyImage image, int bits)
    {
        var pixels = image.Pixels;
        var cells = new byte[pixels.Length * bits / 8];
        for (var i = 0; i < pixels.Length; i++)
        {
            var value = (int)Math.Round(pixels[i] * ((1 << bits) - 1));
            if (bits == 8) cells[i] = (byte)value;
            else (cells[2 * i], cells[(2 * i) + 1]) = ((byte)(value & 0xFF), (byte)(value >> 8));
        }

        return cells;
    }
}

/// <summary>An image in an archive.</summary>
public sealed record ImageReference(string SopClassUid, string SopInstanceUid, string SeriesInstanceUid)
{
    /// <exception cref="ArgumentException">An identifier is missing.</exception>
    public static ImageReference Of(DicomDataset image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new ImageReference(Needed(DicomTag.SopClassUid), Needed(DicomTag.SopInstanceUid), Needed(DicomTag.SeriesInstanceUid));

        string Needed(DicomTag tag) => image.GetStringOrDefault(tag) ?? throw new ArgumentException($"The image has no {tag}.", nameof(image));
    }

    internal DicomDataset ToItem() => new DicomDataset().Put("ReferencedSOPClassUID", SopClassUid).Put("ReferencedSOPInstanceUID", SopInstanceUid);
}
