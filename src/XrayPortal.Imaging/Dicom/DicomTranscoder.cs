using System.Security.Cryptography;
using XrayPortal.Imaging.Decode;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Compressed and deflated objects as uncompressed ones.</summary>
public static class DicomTranscoder
{
    /// <summary>Writes an object in explicit VR little endian, with native pixels, colour by pixel.</summary>
    /// <returns>A whole file; a refusal where it cannot be decoded, or would be larger than a file may be.</returns>
    /// <remarks>Stored values stay as they are; bits beside them are dropped. Source: DICOM PS3.5, 8.2 and annex A.2; PS3.3, C.7.6.3.</remarks>
    public static Result<byte[]> Decompress(ReadOnlyMemory<byte> file, DecodeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (limits.RefusalOfBytes(file.Length) is { } tooLarge) return tooLarge;
        try
        {
            if (Preamble.IsExecutable(file.Span)) return DicomRefusals.ExecutablePreamble;
            var source = DicomFile.Open(file, DicomLimits.Default);
            if (DicomFilm.RefusalOf(source, limits) is { } refusal) return refusal;
            var identity = DicomIdentity.Of(DicomHeaderUids.Of(source), Convert.ToHexStringLower(SHA256.HashData(file.Span)));
            var pixels = new DicomPixelData(source.Dataset, source.TransferSyntax, DicomLimits.Default);
            if (source.TransferSyntax.IsEncapsulated) Replace(source.Dataset, pixels);
            return new DicomFile(source.Dataset
                .AddOrUpdate(DicomTag.StudyInstanceUid, identity.StudyInstanceUid).AddOrUpdate(DicomTag.SeriesInstanceUid, identity.SeriesInstanceUid)
                .AddOrUpdate(DicomTag.SopInstanceUid, identity.SopInstanceUid).AddOrUpdate(DicomTag.SopClassUid, identity.SopClassUid)).Save();
        }
        catch (DicomFileException fault)
        {
            return DicomRefusals.Of(fault);
        }
    }

    private static void Replace(DicomDataset dataset, DicomPixelData pixels)
    {
        var cellBytes = pixels.BitsStored <= 8 ? 1 : pixels.BitsStored <= 16 ? 2 : 4;
        var samples = pixels.Width * pixels.Height * pixels.SamplesPerPixel;
        var bytes = (long)samples * cellBytes * pixels.NumberOfFrames;
        if (bytes > DicomLimits.Default.MaxFileBytes) throw PixelFault.Limit("uncompressed, the object is larger than a file may be");
        var cells = new byte[bytes + (bytes & 1)];
        var values = new int[samples];
        var colour = pixels.Colour;
        for (var i = 0; i < pixels.NumberOfFrames; i++)
        {
            var frame = pixels.GetFrame(i);
            frame.CopyStoredValues(values);
            Write(values, cells.AsSpan(i * samples * cellBytes), cellBytes);
            colour = frame.Colour;
        }

        dataset.AddOrUpdate<int>(DicomTag.BitsAllocated, 8 * cellBytes).AddOrUpdate<int>(DicomTag.BitsStored, pixels.BitsStored).AddOrUpdate<int>(DicomTag.HighBit, pixels.BitsStored - 1);
        if (colour == DicomColour.Rgb) dataset.AddOrUpdate(DicomTag.PhotometricInterpretation, "RGB");
        if (colour == DicomColour.Ybr) dataset.AddOrUpdate(DicomTag.PhotometricInterpretation, "YBR_FULL");
        if (pixels.SamplesPerPixel > 1) dataset.AddOrUpdate<int>(DicomTag.PlanarConfiguration, 0);
        dataset.Remove(DicomTag.ExtendedOffsetTable);
        dataset.Remove(DicomTag.ExtendedOffsetTableLengths);
        dataset.AddOrUpdate(new DicomElement(DicomTag.PixelData, cellBytes == 1 ? DicomVR.OB : DicomVR.OW, cells));
    }

    private static void Write(ReadOnlySpan<int> values, Span<byte> cells, int cellBytes)
    {
        unchecked
        {
            for (var i = 0; i < values.Length; i++)
            {
                for (var k = 0; k < cellBytes; k++) cells[(i * cellBytes) + k] = (byte)(values[i] >> (8 * k));
            }
        }
    }
}
