using System.Buffers.Binary;
using XrayPortal.Imaging.Decode;

namespace XrayPortal.Imaging.Dicom;

/// <summary>The pixel description of a grey, single-frame, uncompressed picture, and its stored values.</summary>
/// <remarks>Source: DICOM PS3.3, C.7.6.3; PS3.5, 8.1.</remarks>
public sealed class DicomPixelData
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    public required int BitsAllocated { get; init; }

    public required int BitsStored { get; init; }

    public required int HighBit { get; init; }

    public required bool IsSigned { get; init; }

    /// <summary>MONOCHROME1: low values are bright.</summary>
    public required bool IsMonochrome1 { get; init; }

    /// <summary>Bits of a stored value, as they index tables: 0 to <c>2^BitsStored - 1</c>.</summary>
    internal int Mask => (1 << BitsStored) - 1;

    internal int Smallest => IsSigned ? -(1 << (BitsStored - 1)) : 0;

    internal int Largest => IsSigned ? (1 << (BitsStored - 1)) - 1 : Mask;

    /// <summary>Checks that the picture is of a kind that is read here; no pixel is looked at.</summary>
    public static Result<DicomPixelData> Create(DicomDataset dataset, DicomLimits limits)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(limits);
        if (dataset.GetUInt16OrDefault(DicomTag.Rows) is not { } rows || dataset.GetUInt16OrDefault(DicomTag.Columns) is not { } columns)
            return DicomRefusals.NoPixels;
        if (rows == 0 || columns == 0) return DicomRefusals.Attribute(rows == 0 ? DicomTag.Rows : DicomTag.Columns);
        if (rows > limits.MaxSide || columns > limits.MaxSide)
            return FilmRefusals.TooManyPixels(columns, rows, DecodeLimits.Default with { MaxSide = limits.MaxSide });

        var photometric = dataset.GetStringOrDefault(DicomTag.PhotometricInterpretation) ?? "";
        if (photometric is not ("MONOCHROME1" or "MONOCHROME2") || dataset.GetUInt16OrDefault(DicomTag.SamplesPerPixel) is > 1)
            return DicomRefusals.Photometric(photometric);
        if (dataset.GetDecimalOrDefault(DicomTag.NumberOfFrames) is > 1) return DicomRefusals.MultiFrame;

        if (dataset.GetUInt16OrDefault(DicomTag.BitsAllocated) is not { } allocated) return DicomRefusals.Attribute(DicomTag.BitsAllocated);
        int stored = dataset.GetUInt16OrDefault(DicomTag.BitsStored) ?? allocated;
        var highBit = dataset.GetUInt16OrDefault(DicomTag.HighBit) ?? stored - 1;
        if (allocated is not (8 or 16) || stored < 8 || stored > allocated || highBit < stored - 1 || highBit >= allocated)
            return DicomRefusals.Bits(allocated, stored, highBit);
        return new DicomPixelData
        {
            Width = columns,
            Height = rows,
            BitsAllocated = allocated,
            BitsStored = stored,
            HighBit = highBit,
            IsSigned = dataset.GetUInt16OrDefault(DicomTag.PixelRepresentation) == 1,
            IsMonochrome1 = photometric == "MONOCHROME1",
        };
    }

    /// <summary>The cells of the only frame. Some writers pad behind it; what could be a second frame is refused.</summary>
    internal Result<ReadOnlyMemory<byte>> GetFrame(DicomDataset dataset)
    {
        if (!dataset.TryGetBytes(DicomTag.PixelData, out var bytes)) return DicomRefusals.NoPixels;
        var length = (long)Width * Height * (BitsAllocated / 8);
        return bytes.Length < length || bytes.Length >= (2 * length) + 1 ? DicomRefusals.PixelLength : bytes[..(int)length];
    }

    /// <summary>The stored bits of a cell: shifted down and masked, sign not yet extended.</summary>
    internal int BitsAt(ReadOnlySpan<byte> frame, int index)
    {
        int cell = BitsAllocated == 8 ? frame[index] : BinaryPrimitives.ReadUInt16LittleEndian(frame[(2 * index)..]);
        return (cell >> (HighBit + 1 - BitsStored)) & Mask;
    }

    /// <summary>Stored bits as the number they stand for.</summary>
    internal int ValueOf(int bits) => IsSigned && (bits >> (BitsStored - 1)) != 0 ? bits - (1 << BitsStored) : bits;
}
