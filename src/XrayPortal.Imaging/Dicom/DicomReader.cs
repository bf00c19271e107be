using System.Runtime.InteropServices;

namespace XrayPortal.Imaging.Dicom;

/// <summary>Reads the data elements of a stretch of a file. No recursion: nesting is a stack with a limit.</summary>
/// <param name="file">All of the file, or its beginning.</param>
/// <remarks>Source: DICOM PS3.5, 7 and annex A.</remarks>
internal sealed class DicomReader(ReadOnlyMemory<byte> file, DicomLimits limits)
{
    private readonly Stack<Level> levels = new();
    private int at;
    private int elements;
    private bool hasPixels;

    /// <summary>Behind the last element that was read.</summary>
    public int Position => at;

    private DicomErrorKind CutKind => levels.Peek().End == file.Length ? DicomErrorKind.TruncatedElement : DicomErrorKind.LengthBeyondEnd;

    /// <summary>Reads up to the first element whose group lies outside the two given ones.</summary>
    /// <exception cref="DicomFileException">The structure is damaged, or larger than the limits.</exception>
    public DicomDataset Read(int start, bool explicitVr, bool bigEndian, ushort firstGroup, ushort lastGroup)
    {
        at = start;
        var root = new DicomDataset();
        levels.Push(new Level(root, null, file.Length, explicitVr, bigEndian));
        while (true)
        {
            var level = levels.Peek();
            if (at >= level.End)
            {
                levels.Pop();
                if (levels.Count == 0) return root;
                continue;
            }

            if (levels.Count == 1 && IsBehind(level, firstGroup, lastGroup)) return root;
            var header = HeaderAt(level);
            if (++elements > limits.MaxElements) throw Fault(DicomErrorKind.LimitExceeded, header.Tag, "there are more elements than any film has");
            at = header.Value;
            if (level.Sequence is null) ReadElement(level, header);
            else ReadItem(level, header);
        }
    }

    // Behind the pixels often stands what is no element: it ends the data set.
    private bool IsBehind(Level level, ushort firstGroup, ushort lastGroup)
    {
        var left = file.Length - at;
        if (left < 4 && !hasPixels) throw Fault(DicomErrorKind.TruncatedElement, default, "the file ends within an element");
        if (left < 4) return true;
        var tag = DicomElementHeader.ReadTag(file.Span[at..], level.BigEndian);
        if (tag.Group < firstGroup || tag.Group > lastGroup) return true;
        return hasPixels && (DicomElementHeader.Read(file.Span, at, level.ExplicitVr, level.BigEndian) is not { } header || tag <= DicomTag.PixelData
            || (level.ExplicitVr && header.Vr is null) || (header.Length != DicomElementHeader.Undefined && header.Length > file.Length - header.Value));
    }

    private DicomElementHeader HeaderAt(Level level)
    {
        var span = file.Span[..level.End];
        if (DicomElementHeader.Read(span, at, level.ExplicitVr, level.BigEndian) is { } header) return header;
        throw Fault(CutKind, default, "the file ends within an element's header");
    }

    private void ReadElement(Level level, DicomElementHeader header)
    {
        if (header.Tag == DicomTag.ItemDelimitation)
        {
            levels.Pop();
            if (levels.Count == 0) throw Fault(DicomErrorKind.InvalidElement, header.Tag, "an item ends that has not begun");
            return;
        }

        if (header.Tag.Group == 0xFFFE) throw Fault(DicomErrorKind.InvalidElement, header.Tag, "an item stands outside any sequence");
        var isUndefined = header.Length == DicomElementHeader.Undefined;
        var vr = VrOf(level, header);
        if (isUndefined && (header.Tag == DicomTag.PixelData || vr == DicomVR.OB || vr == DicomVR.OW)) ReadFragments(level, header, vr);
        else if (isUndefined || vr == DicomVR.SQ) BeginSequence(level, header);
        else ReadValue(level, header, vr);
    }

    // UN of an attribute that the standard knows is that attribute, in implicit VR (PS3.5, 6.2.2).
    private static DicomVR VrOf(Level level, DicomElementHeader header) =>
        header.Vr is { } vr && vr != DicomVR.UN ? vr : DicomDictionary.VrOf(header.Tag, level.Dataset);

    private void BeginSequence(Level level, DicomElementHeader header)
    {
        var sequence = new DicomSequence(header.Tag);
        level.Dataset.AddOrUpdate(sequence);
        var isExplicit = level.ExplicitVr && header.Vr == DicomVR.SQ;
        Push(level, header, new Level(level.Dataset, sequence, 0, isExplicit, level.BigEndian && isExplicit));
    }

    private void ReadItem(Level level, DicomElementHeader header)
    {
        if (header.Tag == DicomTag.SequenceDelimitation)
        {
            levels.Pop();
            return;
        }

        if (header.Tag != DicomTag.Item || level.Sequence is null)
            throw Fault(DicomErrorKind.LengthBeyondEnd, header.Tag, "in a sequence stands what is no item");
        var item = new DicomDataset { Parent = level.Dataset };
        level.Sequence.Items.Add(item);
        // Some writers put items in implicit VR into explicit files.
        var isExplicit = level.ExplicitVr && (level.BigEndian || file.Length - at < 8 || DicomElementHeader.ReadTag(file.Span[at..]).Group == 0xFFFE
            || DicomElementHeader.IsLetters(file.Span, at + 4));
        Push(level, header, new Level(item, null, 0, isExplicit, level.BigEndian));
    }

    private void Push(Level level, DicomElementHeader header, Level inner)
    {
        var isUndefined = header.Length == DicomElementHeader.Undefined;
        if (!isUndefined && header.Length > level.End - at) throw Fault(CutKind, header.Tag, "a sequence or an item is longer than what holds it");
        if (levels.Count > 2 * limits.MaxDepth) throw Fault(DicomErrorKind.NestingTooDeep, header.Tag, "sequences are nested too deep");
        levels.Push(inner with { End = isUndefined ? level.End : at + (int)header.Length });
    }

    private void ReadValue(Level level, DicomElementHeader header, DicomVR vr)
    {
        if (header.Length > level.End - at) throw TooLong(level, header);
        if (header.Length > limits.MaxValueBytes && !header.Tag.IsPixels) throw Fault(DicomErrorKind.LimitExceeded, header.Tag, "a value is larger than any film has");
        var value = file.Slice(at, (int)header.Length);
        if (level.BigEndian && header.Vr != DicomVR.UN && vr.SwapSize > 1) value = Swapped(value.Span, vr.SwapSize);
        level.Dataset.AddOrUpdate(new DicomElement(header.Tag, vr, value));
        at += (int)header.Length;
        hasPixels |= levels.Count == 1 && header.Tag.IsPixels;
    }

    private void ReadFragments(Level level, DicomElementHeader header, DicomVR vr)
    {
        uint[]? table = null;
        List<ReadOnlyMemory<byte>> fragments = [];
        while (true)
        {
            if (DicomElementHeader.Read(file.Span[..level.End], at, explicitVr: false, level.BigEndian) is not { } item)
                throw Fault(CutKind, header.Tag, "the file ends within the fragments of pixel data");
            at = item.Value;
            if (item.Tag == DicomTag.SequenceDelimitation) break;
            if (item.Tag != DicomTag.Item) throw Fault(DicomErrorKind.InvalidElement, header.Tag, "between fragments stands what is no item");
            if (item.Length > level.End - at) throw Fault(CutKind, header.Tag, "a fragment is longer than what is left of the file");
            if (fragments.Count >= limits.MaxFragments) throw Fault(DicomErrorKind.LimitExceeded, header.Tag, "there are more fragments than any film has");
            var bytes = file.Slice(at, (int)item.Length);
            at += (int)item.Length;
            if (table is null) table = MemoryMarshal.Cast<byte, uint>(bytes.Span[..(bytes.Length / 4 * 4)]).ToArray();
            else fragments.Add(bytes);
        }

        level.Dataset.AddOrUpdate(new DicomFragmentSequence(header.Tag, vr, table ?? [], fragments));
        hasPixels |= levels.Count == 1 && header.Tag.IsPixels;
    }

    // Pixel data of the length that rows and columns ask for were cut off; other lengths are wrong.
    private DicomFileException TooLong(Level level, DicomElementHeader header)
    {
        if (header.Tag != DicomTag.PixelData || levels.Count > 1) return Fault(CutKind, header.Tag, "a value is longer than what is left");
        var dataset = level.Dataset;
        var frames = Math.Max(1, dataset.GetSingleValueOrDefault(DicomTag.NumberOfFrames, 1));
        var bits = (double)dataset.GetSingleValueOrDefault(DicomTag.Rows, 0) * dataset.GetSingleValueOrDefault(DicomTag.Columns, 0)
            * dataset.GetSingleValueOrDefault(DicomTag.SamplesPerPixel, 1) * dataset.GetSingleValueOrDefault(DicomTag.BitsAllocated, 0) * frames;
        return header.Length <= (bits / 8) + 2
            ? Fault(DicomErrorKind.TruncatedPixelData, header.Tag, "the file ends within the pixel data")
            : Fault(DicomErrorKind.LengthBeyondEnd, header.Tag, "the pixel data say they are longer than the file");
    }

    private static byte[] Swapped(ReadOnlySpan<byte> value, int size)
    {
        var swapped = value.ToArray();
        for (var i = 0; i + size <= swapped.Length; i += size) swapped.AsSpan(i, size).Reverse();
        return swapped;
    }

    private DicomFileException Fault(DicomErrorKind kind, DicomTag tag, string reason) => new(kind, at, tag, reason);

    /// <summary>A data set being read, or, with a sequence, the items of that sequence of the data set.</summary>
    private sealed record Level(DicomDataset Dataset, DicomSequence? Sequence, int End, bool ExplicitVr, bool BigEndian);
}
