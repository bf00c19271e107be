using XrayPortal.Imaging.Dicom.Codecs;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Which fragments make up which frame.</summary>
/// <param name="Fragments">Without the offset table.</param>
/// <param name="OffsetTable">Basic offset table: where each frame begins, counted from the first fragment's item tag; often empty.</param>
/// <param name="ExtendedOffsets">Extended Offset Table (7FE0,0001); null where absent.</param>
/// <param name="FrameCount">Number of Frames.</param>
/// <param name="IsRle">Each frame is one fragment.</param>
/// <remarks>Source: DICOM PS3.5, A.4; PS3.3, C.7.6.3.1.8.</remarks>
internal sealed record EncapsulatedFrames(
    IReadOnlyList<ReadOnlyMemory<byte>> Fragments, IReadOnlyList<uint> OffsetTable, ulong[]? ExtendedOffsets, int FrameCount, bool IsRle)
{
    private const int ItemHeaderBytes = 8;

    /// <summary>The codestream of a frame; copied only where it lies in several fragments.</summary>
    /// <exception cref="DicomFileException">FrameMissing where there is no such frame.</exception>
    public ReadOnlyMemory<byte> Codestream(int frame)
    {
        var (first, end) = FragmentsOf(frame);
        if (end - first == 1) return Fragments[first];
        var whole = new byte[Fragments.Skip(first).Take(end - first).Sum(fragment => (long)fragment.Length)];
        var at = 0;
        for (var i = first; i < end; i++)
        {
            Fragments[i].CopyTo(whole.AsMemory(at));
            at += Fragments[i].Length;
        }

        return whole;
    }

    private (int First, int End) FragmentsOf(int frame)
    {
        if (Fragments.Count == 0 || frame >= FrameCount) throw Missing();
        if (FrameCount == 1) return (0, Fragments.Count);
        if (Fragments.Count == FrameCount) return (frame, frame + 1);
        if (Fragments.Count < FrameCount || IsRle) throw Missing();
        var starts = ExtendedOffsets?.Length == FrameCount ? Starts(ExtendedOffsets)
            : OffsetTable.Count == FrameCount ? Starts([.. OffsetTable.Select(offset => (ulong)offset)])
            : StartsByMarker();
        if (starts.Count != FrameCount) throw Missing();
        return (starts[frame], frame + 1 < FrameCount ? starts[frame + 1] : Fragments.Count);
    }

    private List<int> Starts(ulong[] offsets)
    {
        var starts = new List<int>(offsets.Length);
        var (fragment, at) = (0, 0UL);
        foreach (var offset in offsets)
        {
            while (fragment < Fragments.Count && at < offset)
            {
                at += ItemHeaderBytes + (ulong)Fragments[fragment].Length;
                fragment++;
            }

            if (at != offset || fragment == Fragments.Count || (starts.Count > 0 && fragment == starts[^1])) throw Missing();
            starts.Add(fragment);
        }

        return starts;
    }

    // JPEG and JPEG-LS begin with FFD8, JPEG 2000 with FF4F, or as a JP2 file does.
    private List<int> StartsByMarker() =>
        [.. Enumerable.Range(0, Fragments.Count).Where(i => Fragments[i].Span is [0xFF, 0xD8, ..] or [0xFF, 0x4F, ..] or [0, 0, 0, 0x0C, 0x6A, 0x50, ..])];

    private static DicomFileException Missing() =>
        new(DicomErrorKind.FrameMissing, 0, DicomTag.PixelData, "the pixel data do not hold the frames that Number of Frames says");
}
