using System.Globalization;
using System.Runtime.InteropServices;
using XrayPortal.Imaging.Dicom.Codecs;

namespace XrayPortal.Imaging.Dicom;

/// <summary>The pixel description of a data set, and its frames.</summary>
/// <remarks>Source: DICOM PS3.3, C.7.6.3; PS3.5, 8.1 and annex A.4.</remarks>
public sealed class DicomPixelData
{
    private readonly DicomDataset dataset;
    private readonly DicomTransferSyntax syntax;
    private readonly DicomLimits limits;
    private readonly string photometric;
    private readonly bool isPlanar;
    private readonly bool countsFrames;

    /// <summary>Checks what the data set says of its pixels; no pixel is looked at.</summary>
    /// <exception cref="DicomFileException">InvalidAttribute or LimitExceeded.</exception>
    public DicomPixelData(DicomDataset dataset, DicomTransferSyntax syntax, DicomLimits limits)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(syntax);
        ArgumentNullException.ThrowIfNull(limits);
        (this.dataset, this.syntax, this.limits) = (dataset, syntax, limits);
        (Height, Width) = (Side(DicomTag.Rows), Side(DicomTag.Columns));
        photometric = dataset.GetStringOrDefault(DicomTag.PhotometricInterpretation) ?? "";
        SamplesPerPixel = dataset.GetUInt16OrDefault(DicomTag.SamplesPerPixel) ?? 1;
        isPlanar = dataset.GetUInt16OrDefault(DicomTag.PlanarConfiguration) == 1;
        if (SamplesPerPixel is not (1 or 3)) throw PixelFault.Attribute(DicomTag.SamplesPerPixel);
        if ((SamplesPerPixel == 3) != (Colour is DicomColour.Rgb or DicomColour.Ybr)) throw PixelFault.Attribute(DicomTag.PhotometricInterpretation);

        BitsAllocated = dataset.GetUInt16OrDefault(DicomTag.BitsAllocated) ?? throw PixelFault.Attribute(DicomTag.BitsAllocated);
        BitsStored = dataset.GetUInt16OrDefault(DicomTag.BitsStored) ?? BitsAllocated;
        HighBit = dataset.GetUInt16OrDefault(DicomTag.HighBit) ?? BitsStored - 1;
        IsSigned = dataset.GetUInt16OrDefault(DicomTag.PixelRepresentation) == 1;
        CheckBits();
        (NumberOfFrames, countsFrames) = Frames();
        Shape = new FrameShape(Width, Height, SamplesPerPixel, BitsAllocated);
        if ((long)Shape.Samples * Shape.CellBytes > limits.MaxFrameBytes) throw PixelFault.Limit("a frame is larger than any film");
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>1 to <see cref="DicomLimits.MaxFrames"/>.</summary>
    public int NumberOfFrames { get; }

    /// <summary>1 or 3.</summary>
    public int SamplesPerPixel { get; }

    public int BitsAllocated { get; }

    public int BitsStored { get; }

    public int HighBit { get; }

    public bool IsSigned { get; }

    /// <summary>As the data set says it; a codestream may have been written in other colours.</summary>
    public DicomColour Colour => photometric switch
    {
        // Absent in some old objects of grey.
        "MONOCHROME1" or "MONOCHROME2" or "" => DicomColour.Grey,
        "PALETTE COLOR" => DicomColour.Palette,
        "RGB" => DicomColour.Rgb,
        "YBR_FULL" or "YBR_FULL_422" or "YBR_RCT" or "YBR_ICT" => DicomColour.Ybr,
        _ => throw PixelFault.Attribute(DicomTag.PhotometricInterpretation),
    };

    internal FrameShape Shape { get; }

    private bool IsFloat => dataset.Contains(DicomTag.FloatPixelData) || dataset.Contains(DicomTag.DoubleFloatPixelData);

    /// <summary>Decodes one frame.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="DicomFileException">FrameMissing, PixelLengthMismatch, UnsupportedTransferSyntax or CodecError.</exception>
    public DicomFrame GetFrame(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (index >= NumberOfFrames) throw new DicomFileException(DicomErrorKind.FrameMissing, 0, DicomTag.PixelData, "there is no such frame");
        if (!syntax.IsKnown)
            throw new DicomFileException(DicomErrorKind.UnsupportedTransferSyntax, 0, DicomTag.TransferSyntaxUid, "how the pixels are written is not known here");
        if (dataset.TryGetFragments(DicomTag.PixelData, out var fragments)) return Encapsulated(fragments, index);
        if (syntax.IsEncapsulated) throw CodecFault.Of("the pixel data are not in fragments, as the transfer syntax wants them");
        return IsFloat ? Float(index) : Native(index);
    }

    /// <summary>One frame as it is stored, undecoded: a codestream, or native cells in little endian.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="DicomFileException">FrameMissing or PixelLengthMismatch.</exception>
    public ReadOnlyMemory<byte> GetStoredFrame(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (index >= NumberOfFrames) throw new DicomFileException(DicomErrorKind.FrameMissing, 0, DicomTag.PixelData, "there is no such frame");
        if (dataset.TryGetFragments(DicomTag.PixelData, out var fragments))
            return new EncapsulatedFrames(fragments.Fragments, fragments.OffsetTable, ExtendedOffsets(), NumberOfFrames, DicomCodecs.Knows(syntax.Uid) && DicomCodecs.For(syntax.Uid) is RleCodec).Codestream(index);
        if (!dataset.TryGetBytes(DicomTag.PixelData, out var all)) throw PixelFault.Attribute(DicomTag.PixelData);
        var bytes = (((photometric == "YBR_FULL_422" ? 16L * Shape.Pixels : (long)Shape.Samples * BitsAllocated)) + 7) / 8;
        if (all.Length < bytes * (index + 1)) throw PixelFault.Length();
        return all.Slice(checked((int)(bytes * index)), (int)bytes);
    }

    private DicomFrame Encapsulated(DicomFragmentSequence fragments, int index)
    {
        var codec = DicomCodecs.For(syntax.Uid);
        var frames = new EncapsulatedFrames(fragments.Fragments, fragments.OffsetTable, ExtendedOffsets(), NumberOfFrames, codec is RleCodec);
        var decoded = codec.Decode(frames.Codestream(index).Span, Shape);
        // RLE and deflate hold native cells; the others have no planes.
        var cells = isPlanar && SamplesPerPixel > 1 && codec is DeflatedFrameCodec
            ? NativeCells.FromPlanes(decoded.Cells, SamplesPerPixel, decoded.CellBytes)
            : decoded.Cells;
        var colour = (decoded.Colour, Colour) switch
        {
            (CodestreamColour.Rgb, DicomColour.Ybr) => DicomColour.Rgb,
            (CodestreamColour.Ybr, DicomColour.Rgb) => DicomColour.Ybr,
            _ => Colour,
        };
        return new DicomFrame(cells, decoded.CellBytes, this, colour);
    }

    private DicomFrame Native(int index)
    {
        if (!dataset.TryGetBytes(DicomTag.PixelData, out var all)) throw PixelFault.Attribute(DicomTag.PixelData);
        var is422 = photometric == "YBR_FULL_422";
        if (is422 && (BitsAllocated != 8 || Width % 2 != 0)) throw PixelFault.Attribute(DicomTag.PhotometricInterpretation);
        var bits = is422 ? 16L * Shape.Pixels : (long)Shape.Samples * BitsAllocated;
        // Some writers pad behind the frames; what could be a frame more is refused, unless nobody said how many there are.
        var surplus = all.Length - (((bits * NumberOfFrames) + 7) / 8);
        if (surplus < 0 || (countsFrames && surplus > 1 && 8 * surplus >= bits)) throw PixelFault.Length();
        var firstBit = bits * index;
        if (BitsAllocated == 1) return new DicomFrame(NativeCells.UnpackBits(all.Span, firstBit, Shape.Samples), 1, this, Colour);
        if (BitsAllocated == 12) return new DicomFrame(NativeCells.Unpack12(all.Span, firstBit, Shape.Samples), 2, this, Colour);
        var frame = all.Slice((int)(firstBit / 8), (int)(bits / 8));
        if (is422) return new DicomFrame(NativeCells.From422(frame.Span, Shape.Pixels), 1, this, Colour);
        if (isPlanar && SamplesPerPixel > 1) frame = NativeCells.FromPlanes(frame.Span, SamplesPerPixel, Shape.CellBytes);
        return new DicomFrame(frame, Shape.CellBytes, this, Colour);
    }

    // Float and Double Float Pixel Data (PS3.3, C.7.6.24 and C.7.6.25) have no bits stored.
    private DicomFrame Float(int index)
    {
        var tag = dataset.Contains(DicomTag.FloatPixelData) ? DicomTag.FloatPixelData : DicomTag.DoubleFloatPixelData;
        if (!dataset.TryGetBytes(tag, out var all) || BitsAllocated != (tag == DicomTag.FloatPixelData ? 32 : 64)) throw PixelFault.Attribute(DicomTag.PixelData);
        var length = (long)Shape.Samples * Shape.CellBytes;
        if (all.Length < length * NumberOfFrames) throw PixelFault.Length();
        return new DicomFrame(all.Slice(checked((int)(length * index)), (int)length), Shape.CellBytes, this, Colour, isFloat: true);
    }

    private ulong[]? ExtendedOffsets()
    {
        if (!dataset.TryGetBytes(DicomTag.ExtendedOffsetTable, out var bytes)) return null;
        return MemoryMarshal.Cast<byte, ulong>(bytes.Span).ToArray();
    }

    private int Side(DicomTag tag)
    {
        // By its value representation: four bytes are not read as two (CVE-2026-5442).
        if (!dataset.TryGetSingleValue<int>(tag, out var side) || side < 1) throw PixelFault.Attribute(tag);
        return side <= limits.MaxSide ? side : throw PixelFault.Limit("rows or columns are more than any film has");
    }

    private void CheckBits()
    {
        // 64 only in floating point, which the pixel data tell.
        var isKnown = BitsAllocated is 1 or 8 or 12 or 16 or 32 or 64;
        if (!isKnown || (BitsAllocated is 1 or 12 && SamplesPerPixel != 1)) throw PixelFault.Attribute(DicomTag.BitsAllocated);
        if (BitsStored < 1 || BitsStored > Math.Min(BitsAllocated, IsFloat ? 64 : 32)) throw PixelFault.Attribute(DicomTag.BitsStored);
        if (HighBit < BitsStored - 1 || HighBit >= BitsAllocated) throw PixelFault.Attribute(DicomTag.HighBit);
        if (Colour == DicomColour.Palette && BitsStored > 16) throw PixelFault.Attribute(DicomTag.BitsStored);
    }

    // Nonsense counts as one frame.
    private (int Frames, bool IsCount) Frames()
    {
        if (dataset.GetStringOrDefault(DicomTag.NumberOfFrames, 0) is not { } text) return (1, true);
        if (!long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var frames)) return (1, false);
        if (frames > limits.MaxFrames) throw PixelFault.Limit("there are more frames than are read here");
        return ((int)Math.Max(1, frames), true);
    }
}
