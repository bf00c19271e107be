using XrayPortal.Imaging;

namespace XrayPortal.Training.Data;

/// <summary>The sets that come as a few files of records: MNIST (IDX) and CIFAR-10 (binary), plain or gzip.</summary>
internal static class RecordSets
{
    private const int CifarSide = 32;
    private const int CifarRecord = 1 + (3 * CifarSide * CifarSide);

    private static readonly string[] Digits = [.. Enumerable.Range(0, 10).Select(d => $"{d}")];

    private static readonly string[] CifarClasses = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <param name="path">A folder, or one batch of CIFAR-10, whose pictures are then of no part.</param>
    /// <returns>Null where it is neither.</returns>
    public static Result<LearningSet>? Open(string path)
    {
        if (File.Exists(path) && (path.EndsWith(".bin", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".bin.gz", StringComparison.OrdinalIgnoreCase)))
            return CifarBatch(path).Match(batch => Of([(batch, null)], CifarClasses), refusal => refusal);
        var folder = path;
        if (!Directory.Exists(folder)) return null;
        if (Find(folder, "train-images-idx3-ubyte") is not null || Find(folder, "train-images.idx3-ubyte") is not null) return Mnist(folder);
        return Find(folder, "data_batch_1.bin") is not null ? Cifar(folder) : default(Result<LearningSet>?);
    }

    private static Result<LearningSet> Mnist(string folder)
    {
        var files = new List<(RecordFile, string?)>();
        foreach (var (prefix, part) in new[] { ("train", "train"), ("t10k", "test") })
        {
            var pictures = Find(folder, $"{prefix}-images-idx3-ubyte") ?? Find(folder, $"{prefix}-images.idx3-ubyte");
            var labels = Find(folder, $"{prefix}-labels-idx1-ubyte") ?? Find(folder, $"{prefix}-labels.idx1-ubyte");
            if (pictures is null || labels is null) return Incomplete($"{prefix}-images and {prefix}-labels");
            var read = IdxReader.Read(pictures, labels);
            if (read.IsRefused) return read.Refusal;
            files.Add((read.Value, part));
        }

        return Of(files, Digits);
    }

    private static Result<LearningSet> Cifar(string folder)
    {
        var files = new List<(RecordFile, string?)>();
        var batches = Enumerable.Range(1, 5).Select(i => (Find(folder, $"data_batch_{i}.bin"), "train")).Append((Find(folder, "test_batch.bin"), "test"));
        foreach (var (path, part) in batches)
        {
            if (path is null && part == "test") return Incomplete("test_batch.bin");
            if (path is null) continue;
            var batch = CifarBatch(path);
            if (batch.IsRefused) return batch.Refusal;
            files.Add((batch.Value, part));
        }

        return Of(files, CifarClasses);
    }

    /// <remarks>Source: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009: a label, then 1,024 red, green and blue bytes.</remarks>
    private static Result<RecordFile> CifarBatch(string path)
    {
        var bytes = RecordFile.ReadAll(path);
        if (bytes.Length == 0 || bytes.Length % CifarRecord != 0)
            return new Refusal("data.cifar", RefusalKind.Invalid, $"{Path.GetFileName(path)} is no whole CIFAR-10 file: its length is no multiple of {CifarRecord}. Fetch it again.");
        var records = bytes.Chunk(CifarRecord).ToArray();
        return new RecordFile(path, 3, CifarSide, CifarSide, [.. records.Select(r => r[0])], [.. records.SelectMany(r => r.Skip(1))]);
    }

    private static Result<LearningSet> Of(List<(RecordFile File, string? Part)> files, string[] classes)
    {
        var foreign = files.FirstOrDefault(f => f.File.Labels.Any(label => label >= classes.Length)).File;
        if (foreign is not null)
            return new Refusal("data.label", RefusalKind.Invalid, $"{Path.GetFileName(foreign.Path)} has labels beyond {classes.Length - 1}. Fetch it again.");
        var examples = from f in files
                       from i in Enumerable.Range(0, f.File.Count)
                       let name = RecordPictures.Name(f.File, i)
                       select new Example(name, null, f.File.Labels[i], name, f.Part, null);
        return new LearningSet([.. examples], classes, new RecordPictures(files.Select(f => f.File)));
    }

    private static string? Find(string folder, string name) =>
        new[] { Path.Combine(folder, name), Path.Combine(folder, name + ".gz") }.FirstOrDefault(File.Exists);

    private static Refusal Incomplete(string missing) =>
        new("data.incomplete", RefusalKind.NotFound, $"The folder lacks {missing}. Fetch the whole set.");
}
