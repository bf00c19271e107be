using System.Buffers.Binary;
using XrayPortal.Imaging;

namespace XrayPortal.Training.Data;

/// <summary>Reads pictures and labels of the IDX format, plain or gzip.</summary>
/// <remarks>Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", file formats.</remarks>
internal static class IdxReader
{
    private const int PicturesMagic = 2051;
    private const int LabelsMagic = 2049;

    /// <returns>Grey pictures; refused with <c>data.idx</c> where magic, counts or length do not fit.</returns>
    public static Result<RecordFile> Read(string picturesPath, string labelsPath)
    {
        var (pictures, labels) = (RecordFile.ReadAll(picturesPath), RecordFile.ReadAll(labelsPath));
        if (pictures.Length < 16 || Number(pictures, 0) != PicturesMagic) return Damaged(picturesPath, $"it does not begin with {PicturesMagic}");
        if (labels.Length < 8 || Number(labels, 0) != LabelsMagic) return Damaged(labelsPath, $"it does not begin with {LabelsMagic}");
        var (count, height, width) = (Number(pictures, 4), Number(pictures, 8), Number(pictures, 12));
        if (height is < 1 or > 4096 || width is < 1 or > 4096) return Damaged(picturesPath, $"it states pictures of {width} x {height}");
        if (pictures.Length - 16L != (long)count * height * width) return Damaged(picturesPath, $"it states {count} pictures of {width} x {height} and is of another length");
        if (Number(labels, 4) != count || labels.Length - 8 != count) return Damaged(labelsPath, $"it does not hold one label for each of {count} pictures");
        return new RecordFile(picturesPath, 1, width, height, labels[8..], pictures[16..]);
    }

    private static int Number(byte[] bytes, int at) => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));

    private static Refusal Damaged(string path, string reason) => new(
        "data.idx", RefusalKind.Invalid, $"{Path.GetFileName(path)} is no whole IDX file: {reason}. Fetch the four files of the set again.");
}
