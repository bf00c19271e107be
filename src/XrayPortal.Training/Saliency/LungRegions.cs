using System.Text.Json.Serialization;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Evaluation;

namespace XrayPortal.Training.Saliency;

/// <summary>What marks the lungs of a film.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RegionKind>))]
internal enum RegionKind
{
    /// <summary>The outline of both lungs.</summary>
    Mask,

    /// <summary>One box round both lungs: heart and spine are inside too, so being inside says less.</summary>
    Box,
}

/// <summary>Where the lungs of films are: a table (CSV) with <c>file</c>, and <c>lung_box</c> or <c>mask</c> (white = lung) or both.</summary>
internal sealed class LungRegions
{
    private readonly Dictionary<string, (string? Mask, Box? Box)> regions = new(StringComparer.Ordinal);

    private LungRegions()
    {
    }

    public static Result<LungRegions> Read(string table)
    {
        if (!File.Exists(table)) return ExplainRefusals.NoLungTable;
        if (CsvRows.Read(File.ReadAllText(table)) is not [var header, .. var rows]) return ExplainRefusals.LungTable("it is empty, or a quote in it is never closed");
        int file = Array.IndexOf(header.Cells, "file"), mask = Array.IndexOf(header.Cells, "mask"), box = Array.IndexOf(header.Cells, "lung_box");
        if (file < 0 || (mask < 0 && box < 0)) return ExplainRefusals.LungTable("its first line must name file, and mask or lung_box");
        var folder = Path.GetDirectoryName(Path.GetFullPath(table))!;
        var found = new LungRegions();
        foreach (var (line, cells) in rows)
        {
            if (cells.Length != header.Cells.Length) return ExplainRefusals.LungTable($"line {line} has {cells.Length} cells where the first has {header.Cells.Length}");
            var outline = mask >= 0 && cells[mask].Length > 0 ? Path.Combine(folder, cells[mask]) : null;
            var boxes = box >= 0 && cells[box].Length > 0 ? Box.Parse(cells[box]) : null;
            if (outline is null && boxes is not [_]) return ExplainRefusals.LungTable($"line {line} holds neither a mask nor one box");
            found.regions[cells[file]] = (outline, boxes?[0]);
        }

        return found;
    }

    /// <summary>How much of each pixel of a film is lung: the mask where there is one, else the box.</summary>
    /// <param name="file">The film as the table names it.</param>
    /// <returns>0..1 for each pixel, row-major; null where the table does not name the film.</returns>
    public Result<(RegionKind Kind, float[] Cover)>? Cover(string file, int width, int height)
    {
        if (!regions.TryGetValue(file, out var region)) return null;
        if (region.Mask is null) return (RegionKind.Box, Inside(region.Box!.Value, width, height)); // one of the two was there when it was read
        if (!File.Exists(region.Mask)) return ExplainRefusals.LungTable($"the mask of {Path.GetFileName(file)} does not exist");
        var mask = FilmDecoder.Decode(File.ReadAllBytes(region.Mask), DecodeLimits.Default);
        return mask.IsRefused ? mask.Refusal : (RegionKind.Mask, Antialias.Resize(mask.Value.Image, width, height).Pixels);
    }

    private static float[] Inside(Box box, int width, int height)
    {
        var cover = new float[width * height];
        for (var i = 0; i < cover.Length; i++)
            cover[i] = box.Contains(((i % width) + 0.5) / width, ((i / width) + 0.5) / height) ? 1 : 0;
        return cover;
    }
}
