using System.Buffers.Binary;
using System.Text;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>Writes small DICOM films; defaults are a 4 × 2 film of 12 bits in explicit VR.</summary>
internal sealed class DicomBuilder
{
    private readonly SortedDictionary<(ushort, ushort), (string Vr, byte[] Value)> elements = [];

    public DicomBuilder()
    {
        Us(DicomTag.SamplesPerPixel, 1).Text(DicomTag.PhotometricInterpretation, "CS", "MONOCHROME2");
        Us(DicomTag.PixelRepresentation, 0);
        Pixels(4, 2, 16, 12, [0, 100, 200, 300, 400, 500, 600, 4095]);
    }

    public string TransferSyntax { get; set; } = DicomTransferSyntax.ExplicitVRLittleEndian.Uid;

    public bool WithMeta { get; set; } = true;

    public DicomBuilder Us(DicomTag tag, params ushort[] values) => Raw(tag, "US", [.. values.SelectMany(v => new[] { (byte)v, (byte)(v >> 8) })]);

    public DicomBuilder Text(DicomTag tag, string vr, string value) =>
        Raw(tag, vr, Encoding.Latin1.GetBytes(value.Length % 2 == 0 ? value : value + (vr == "UI" ? '\0' : ' ')));

    public DicomBuilder Raw(DicomTag tag, string vr, byte[] value)
    {
        elements[(tag.Group, tag.Element)] = (vr, value);
        return this;
    }

    public DicomBuilder Without(DicomTag tag)
    {
        elements.Remove((tag.Group, tag.Element));
        return this;
    }

    /// <param name="cells">The cells as they stand in the file, one a pixel.</param>
    public DicomBuilder Pixels(ushort columns, ushort rows, ushort allocated, ushort stored, int[] cells)
    {
        var bytes = allocated == 8 ? [.. cells.Select(v => unchecked((byte)v))] : cells.SelectMany(v => new[] { unchecked((byte)v), unchecked((byte)(v >> 8)) }).ToArray();
        return Us(DicomTag.Rows, rows).Us(DicomTag.Columns, columns).Us(DicomTag.BitsAllocated, allocated).Us(DicomTag.BitsStored, stored)
            .Us(DicomTag.HighBit, (ushort)(stored - 1)).Raw(DicomTag.PixelData, "OW", bytes.Length % 2 == 0 ? bytes : [.. bytes, 0]);
    }

    public DicomBuilder Window(string center, string width, string? function = null)
    {
        Text(DicomTag.WindowCenter, "DS", center).Text(DicomTag.WindowWidth, "DS", width);
        return function is null ? this : Text(DicomTag.VoiLutFunction, "CS", function);
    }

    /// <summary>A sequence of one item, written with defined lengths.</summary>
    public DicomBuilder Sequence(DicomTag tag, params (DicomTag Tag, string Vr, byte[] Value)[] item)
    {
        using var body = new MemoryStream();
        foreach (var (itemTag, vr, value) in item) Write(body, itemTag, vr, value, IsExplicit);
        var bytes = body.ToArray();
        using var all = new MemoryStream();
        Write(all, new DicomTag(0xFFFE, 0xE000), "", bytes, false);
        return Raw(tag, "SQ", all.ToArray());
    }

    /// <summary>Pixel data in fragments, with an empty offset table unless one is given.</summary>
    public DicomBuilder Encapsulated(string transferSyntax, byte[][] fragments, uint[]? offsets = null)
    {
        TransferSyntax = transferSyntax;
        using var items = new MemoryStream();
        Write(items, new DicomTag(0xFFFE, 0xE000), "", [.. (offsets ?? []).SelectMany(BitConverter.GetBytes)], false);
        foreach (var fragment in fragments) Write(items, new DicomTag(0xFFFE, 0xE000), "", fragment.Length % 2 == 0 ? fragment : [.. fragment, 0], false);
        Write(items, new DicomTag(0xFFFE, 0xE0DD), "", [], false);
        return Raw(DicomTag.PixelData, "OB undefined", items.ToArray());
    }

    public byte[] Build()
    {
        using var file = new MemoryStream();
        if (WithMeta)
        {
            file.Write(new byte[128]);
            file.Write("DICM"u8);
            var uid = Encoding.ASCII.GetBytes(TransferSyntax.Length % 2 == 0 ? TransferSyntax : TransferSyntax + '\0');
            Write(file, new DicomTag(2, 0), "UL", [(byte)(8 + uid.Length), 0, 0, 0], true);
            Write(file, DicomTag.TransferSyntaxUid, "UI", uid, true);
        }

        if (!elements.ContainsKey((8, 0x60))) Text(DicomTag.Modality, "CS", "DX");
        foreach (var ((group, element), (vr, value)) in elements) Write(file, new DicomTag(group, element), vr, value, IsExplicit);
        return file.ToArray();
    }

    private bool IsExplicit => TransferSyntax != DicomTransferSyntax.ImplicitVRLittleEndian.Uid;

    private static void Write(MemoryStream file, DicomTag tag, string vr, byte[] value, bool isExplicit)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(head, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], tag.Element);
        if (!isExplicit || vr.Length == 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head[4..], value.Length);
            file.Write(head[..8]);
        }
        else
        {
            var isUndefined = vr == "OB undefined";
            if (isUndefined) vr = "OB";
            Encoding.ASCII.GetBytes(vr, head[4..]);
            var isLong = vr is "OB" or "OF" or "OD" or "OV" or "OW" or "SQ" or "UN" or "UT";
            if (isLong) BinaryPrimitives.WriteInt32LittleEndian(head[8..], isUndefined ? -1 : value.Length);
            else BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)value.Length);
            file.Write(head[..(isLong ? 12 : 8)]);
        }

        file.Write(value);
    }
}
