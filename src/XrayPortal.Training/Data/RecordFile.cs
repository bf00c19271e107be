using System.IO.Compression;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Training.Data;

/// <summary>Pictures of one size in one file, 8 bits, planes one after the other.</summary>
/// <param name="Labels">One a picture.</param>
/// <param name="Pixels">All pictures: channels × height × width bytes each.</param>
internal sealed record RecordFile(string Path, int Channels, int Width, int Height, byte[] Labels, byte[] Pixels)
{
    public int Count => Labels.Length;

    private int Size => Channels * Width * Height;

    /// <summary>Picture <paramref name="number"/>, from 0.</summary>
    public ReadOnlySpan<byte> this[int number] => Pixels.AsSpan(number * Size, Size);

    /// <summary>Reads a whole file, unpacked where it is gzip.</summary>
    public static byte[] ReadAll(string path)
    {
        using var file = File.OpenRead(path);
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) return File.ReadAllBytes(path);
        using var unpacked = new MemoryStream();
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}

/// <summary>Pictures that are records of larger files, named <c>path#number</c>.</summary>
internal sealed class RecordPictures(IEnumerable<RecordFile> files) : IPictures
{
    private readonly Dictionary<string, RecordFile> files = files.ToDictionary(f => f.Path, StringComparer.Ordinal);

    public static string Name(RecordFile file, int number) => $"{file.Path}#{number}";

    public byte[] Bytes(string file) => Record(file).ToArray();

    public Result<IReadOnlyList<GreyImage>> Planes(string file, int channels)
    {
        var (records, number) = Find(file);
        var area = records.Width * records.Height;
        GreyImage Plane(int channel) => GreyImage.FromBytes(records.Width, records.Height, records[number].Slice(channel * area, area));
        if (channels == records.Channels) return Enumerable.Range(0, channels).Select(Plane).ToArray();
        return records.Channels == 1
            ? Enumerable.Repeat(Plane(0), channels).ToArray()
            : new[] { Luma.FromPlanes(Plane(0), Plane(1), Plane(2)) };
    }

    private ReadOnlySpan<byte> Record(string file)
    {
        var (records, number) = Find(file);
        return records[number];
    }

    private (RecordFile Records, int Number) Find(string file)
    {
        var mark = file.LastIndexOf('#');
        return (files[file[..mark]], int.Parse(file.AsSpan(mark + 1), System.Globalization.CultureInfo.InvariantCulture));
    }
}
