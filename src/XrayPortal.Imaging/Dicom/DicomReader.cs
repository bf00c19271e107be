using System.Runtime.InteropServices;

namespace XrayPortal.Imaging.Dicom;

/// <summary>
/// Reads elements into data sets: an explicit stack instead of recursion, every length checked against what holds it, nothing
/// copied. Stops at pixel data: what follows is of no use, and often rubbish.
/// </summary>
internal sealed class DicomReader(ReadOnlyMemory<byte> file, DicomLimits limits)
{
    private readonly Stack<Level> levels = new();
    private int at;
    private int elements;

    /// <summary>Offset after what was read.</summary>
    public int Position => at;

    /// <summary>Reads up to the first element whose group lies outside the two given ones.</summary>
    public Result<DicomDataset> Read(int start, bool explicitVr, ushort firstGroup, ushort lastGroup)
    {
        at = start;
        var root = new DicomDataset();
        levels.Push(new Level(root, null, file.Length, explicitVr));
        while (true)
        {
            var level = levels.Peek();
            if (at >= level.End)
            {
                levels.Pop();
                if (levels.Count == 0) return root;
                continue;
            }

            if (file.Length - at < 4) return DicomRefusals.Truncated;
            var group = DicomElementHeader.ReadTag(file.Span[at..]).Group;
            if (levels.Count == 1 && (group < firstGroup || group > lastGroup)) return root;
            if (DicomElementHeader.Read(file.Span, at, level.ExplicitVr) is not { } header) return DicomRefusals.Truncated;
            if (++elements > limits.MaxElements) return DicomRefusals.LimitExceeded;
            at = header.Value;
            var refusal = level.Items is null ? ReadElement(level, header) : ReadItem(level, header);
            if (refusal is not null) return refusal;
            if (levels.Count == 1 && header.Tag == DicomTag.PixelData) return root;
        }
    }

    private Refusal? ReadElement(Level level, DicomElementHeader header)
    {
        if (header.Tag == DicomTag.ItemDelimitation)
        {
            levels.Pop();
            return levels.Count == 0 ? DicomRefusals.LengthBeyondEnd : null;
        }

        var isUndefined = header.Length == DicomElementHeader.Undefined;
        if (header.Tag == DicomTag.PixelData && isUndefined) return ReadFragments(level);
        // Undefined length without VR or as UN can only be a sequence; within UN it is implicit (PS3.5 6.2.2).
        var isSequence = header.Vr == "SQ" || isUndefined || (!level.ExplicitVr && header.Tag.IsKnownSequence);
        if (isSequence)
        {
            List<DicomDataset> items = [];
            level.Dataset?.Add(header.Tag, items);
            return Push(level, header, null, items, level.ExplicitVr && header.Vr != "UN");
        }

        if (header.Length > level.End - at) return levels.Count == 1 ? DicomRefusals.Truncated : DicomRefusals.LengthBeyondEnd;
        if (header.Length > limits.MaxValueBytes && header.Tag != DicomTag.PixelData) return DicomRefusals.LimitExceeded;
        level.Dataset?.Add(header.Tag, file.Slice(at, (int)header.Length));
        at += (int)header.Length;
        return null;
    }

    private Refusal? ReadFragments(Level level)
    {
        List<ReadOnlyMemory<byte>> items = [];
        while (true)
        {
            if (DicomElementHeader.Read(file.Span, at, explicitVr: false) is not { } item) return DicomRefusals.Truncated;
            at = item.Value;
            if (item.Tag == DicomTag.SequenceDelimitation) break;
            if (item.Tag != DicomTag.Item) return DicomRefusals.LengthBeyondEnd;
            if (item.Length > file.Length - at) return DicomRefusals.Truncated;
            if (items.Count > limits.MaxFragments) return DicomRefusals.LimitExceeded;
            items.Add(file.Slice(at, (int)item.Length));
            at += (int)item.Length;
        }

        if (items.Count == 0) return DicomRefusals.PixelLength;
        var table = MemoryMarshal.Cast<byte, uint>(items[0].Span).ToArray();
        level.Dataset?.Add(DicomTag.PixelData, new DicomFragmentSequence(table, items[1..]));
        return null;
    }

    private Refusal? ReadItem(Level level, DicomElementHeader header)
    {
        if (header.Tag == DicomTag.SequenceDelimitation)
        {
            levels.Pop();
            return null;
        }

        if (header.Tag != DicomTag.Item) return DicomRefusals.LengthBeyondEnd;
        var item = new DicomDataset();
        level.Items!.Add(item); // only called for levels that are sequences
        return Push(level, header, item, null, level.ExplicitVr);
    }

    private Refusal? Push(Level level, DicomElementHeader header, DicomDataset? dataset, List<DicomDataset>? items, bool explicitVr)
    {
        var isUndefined = header.Length == DicomElementHeader.Undefined;
        if (!isUndefined && header.Length > level.End - at) return DicomRefusals.LengthBeyondEnd;
        if (levels.Count > 2 * limits.MaxDepth) return DicomRefusals.NestingTooDeep;
        levels.Push(new Level(dataset, items, isUndefined ? level.End : at + (int)header.Length, explicitVr));
        return null;
    }

    /// <summary>A data set being read, or a sequence being read (then with items).</summary>
    private sealed record Level(DicomDataset? Dataset, List<DicomDataset>? Items, int End, bool ExplicitVr);
}
