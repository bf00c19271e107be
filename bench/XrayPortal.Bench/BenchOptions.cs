using System.Globalization;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Bench;

/// <summary>A verb and its <c>--name value</c> pairs.</summary>
internal sealed record BenchOptions(string Verb, IReadOnlyDictionary<string, string> Values)
{
    public static BenchOptions Parse(string[] args)
    {
        var values = new Dictionary<string, string>();
        for (var i = 1; i + 1 < args.Length; i += 2) values[args[i].TrimStart('-')] = args[i + 1];
        return new BenchOptions(args.FirstOrDefault() ?? "", values);
    }

    /// <summary>The repository: where <c>models</c>, <c>portal.sh</c> and the shared data beside it are found.</summary>
    public static string Root { get; } = FindRoot();

    public int Number(string name, int otherwise) =>
        Values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public double Fraction(string name, double otherwise) =>
        Values.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public FilmScorer LoadScorer(int threads) => FilmScorer.Load(
        ModelPackage.Open(Values.GetValueOrDefault("model") ?? Newest()).Value,
        Device.Cpu, threads).Value;

    /// <summary>The version that a fresh portal puts live.</summary>
    private static string Newest() => Directory.GetDirectories(Path.Combine(Root, "models/chest-xray-pneumonia")).MaxBy(d => Version.Parse(Path.GetFileName(d)))!;

    /// <summary>Films of the official test split, shorter side 288 pixels, in the order of their names.</summary>
    public static IReadOnlyList<string> TestFilms()
    {
        var shared = Environment.GetEnvironmentVariable("XRAYPORTAL_SHARED") ?? Path.Combine(Root, "../shared");
        var folder = Path.Combine(shared, "data/chest-xray/films/test");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)]
            : throw new DirectoryNotFoundException($"The test films are needed in {folder}; XRAYPORTAL_SHARED may name another place.");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "XrayPortal.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("This program runs inside the repository.");
    }
}
