using System.Diagnostics;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Bench;

/// <summary>Our decoders beside DCMTK's and GDCM's tools on the films of bench/dicom/make_films.py, in turns.</summary>
internal static class DicomBench
{
    private static readonly (string Film, string? Dcmtk)[] Films =
        [("native", "dcmconv"), ("rle", "dcmdrle"), ("jpeg-lossless", "dcmdjpeg"), ("jpeg-ls", "dcmdjpls"), ("jpeg-2000", null)];

    public static async Task RunAsync(BenchOptions options)
    {
        var folder = options.Values.GetValueOrDefault("folder") ?? throw new ArgumentException("dicom needs --folder OUT, where make_films.py has put its films.");
        var rounds = options.Number("rounds", 15);
        Console.WriteLine("| film | ours, ms | DCMTK, ms | GDCM, ms | ours / faster tool: smallest | median | largest |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (film, dcmtk) in Films)
        {
            var path = Path.Combine(folder, film + ".dcm");
            List<double> ours = [], theirs = [], gdcm = [], ratios = [];
            for (var round = -1; round < rounds; round++)
            {
                var own = Decode(path);
                var other = dcmtk is null ? double.NaN : await ToolAsync(dcmtk, path, folder);
                var third = await ToolAsync("gdcmconv --raw", path, folder);
                if (round < 0) continue; // compiles, and fills the caches of files
                ours.Add(own);
                theirs.Add(other);
                gdcm.Add(third);
                ratios.Add(own / (other < third ? other : third));
            }

            var ratio = Spread.Of(ratios);
            Console.WriteLine($"| {film} | {Spread.Of(ours).Median:0} | {(dcmtk is null ? "-" : $"{Spread.Of(theirs).Median:0}")} | {Spread.Of(gdcm).Median:0} | {ratio.Min:0.00} | {ratio.Median:0.00} | {ratio.Max:0.00} |");
        }
    }

    // From the file to stored values in memory.
    private static double Decode(string path)
    {
        var started = Stopwatch.GetTimestamp();
        var file = DicomFile.Open(File.ReadAllBytes(path), DicomLimits.Default);
        var frame = new DicomPixelData(file.Dataset, file.TransferSyntax, DicomLimits.Default).GetFrame(0);
        var values = new int[frame.Width * frame.Height];
        frame.CopyStoredValues(values);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    // From file to file, start of the program included: that is how it would be used.
    private static async Task<double> ToolAsync(string command, string path, string folder)
    {
        var parts = command.Split(' ');
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(parts[0], [.. parts[1..], path, Path.Combine(folder, "decoded.tmp")]);
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(started).TotalMilliseconds : throw new InvalidOperationException($"{command} failed on {path}.");
    }
}
