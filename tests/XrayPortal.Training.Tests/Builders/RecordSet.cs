using System.Buffers.Binary;
using System.IO.Compression;

namespace XrayPortal.Training.Tests.Builders;

/// <summary>Writes small sets in the formats of MNIST and CIFAR-10: class c is a bright bar at place c.</summary>
internal static class RecordSet
{
    public const int Side = 28;

    /// <summary>The four IDX files, gzip.</summary>
    public static string WriteMnist(string folder, int train, int test)
    {
        Directory.CreateDirectory(folder);
        foreach (var (prefix, count, seed) in new[] { ("train", train, 1), ("t10k", test, 2) })
        {
            var labels = Enumerable.Range(0, count).Select(i => (byte)(i % 10)).ToArray();
            var random = new Random(seed);
            Save(folder, $"{prefix}-images-idx3-ubyte.gz", [.. Header(2051, count, Side, Side), .. labels.SelectMany(l => Bar(l, random))]);
            Save(folder, $"{prefix}-labels-idx1-ubyte.gz", [.. Header(2049, count), .. labels]);
        }

        return folder;
    }

    /// <summary>One training batch and the test batch, plain: class c is red above row 3c and blue below.</summary>
    public static string WriteCifar(string folder, int train, int test)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "data_batch_1.bin"), [.. Enumerable.Range(0, train).SelectMany(i => Record((byte)(i % 10)))]);
        File.WriteAllBytes(Path.Combine(folder, "test_batch.bin"), [.. Enumerable.Range(0, test).SelectMany(i => Record((byte)(i % 10)))]);
        return folder;
    }

    public static byte[] Header(params int[] numbers)
    {
        var bytes = new byte[numbers.Length * 4];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), numbers[i]);
        return bytes;
    }

    public static void Save(string folder, string name, byte[] content)
    {
        using var file = File.Create(Path.Combine(folder, name));
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        gzip.Write(content);
    }

    private static byte[] Bar(byte label, Random random)
    {
        var picture = new byte[Side * Side];
        for (var i = 0; i < picture.Length; i++) picture[i] = (byte)(random.Next(60) + (i % Side / 2 == label + 2 ? 190 : 0));
        return picture;
    }

    private static IEnumerable<byte> Record(byte label)
    {
        var red = Enumerable.Range(0, 1024).Select(i => (byte)(i / 32 < label * 3 ? 250 : 5)).ToArray();
        return [label, .. red, .. new byte[1024], .. red.Select(r => (byte)(255 - r))];
    }
}
