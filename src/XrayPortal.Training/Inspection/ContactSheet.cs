using TorchSharp;
using XrayPortal.Imaging.Overlay;
using static TorchSharp.torch;

namespace XrayPortal.Training.Inspection;

/// <summary>Small pictures side by side on one: filters and feature maps to look at.</summary>
internal sealed class ContactSheet(int tileSide, int columns)
{
    private const int Gap = 3;
    private const byte Ground = 32;

    private readonly List<List<byte[]>> bands = [[]];

    /// <summary>The next tiles begin on a line of their own.</summary>
    public void NewBand()
    {
        if (bands[^1].Count > 0) bands.Add([]);
    }

    /// <param name="picture">[h, w] grey or [3, h, w] colour, any range: stretched from its smallest to its largest value, enlarged without smoothing, shrunk by averaging.</param>
    public void Add(Tensor picture)
    {
        using var scope = NewDisposeScope();
        var colour = picture.dim() == 3 ? picture : picture.unsqueeze(0).expand(3, -1, -1);
        var (low, high) = (colour.min(), colour.max());
        var stretched = (colour - low) / (high - low).AtLeast(1e-12);
        var mode = picture.shape[^1] > tileSide ? InterpolationMode.Area : InterpolationMode.Nearest;
        var tile = nn.functional.interpolate(stretched.unsqueeze(0), size: [tileSide, tileSide], mode: mode)[0];
        bands[^1].Add(tile.permute(1, 2, 0).Times(255).round().to(ScalarType.Byte).contiguous().data<byte>().ToArray());
    }

    /// <returns>The sheet as PNG.</returns>
    public byte[] ToPng()
    {
        var pitch = tileSide + Gap;
        var lines = bands.SelectMany(band => band.Chunk(columns)).ToArray();
        var (width, height) = ((pitch * columns) + Gap, (pitch * lines.Length) + Gap);
        var pixels = new byte[width * height * 3];
        pixels.AsSpan().Fill(Ground);
        for (var line = 0; line < lines.Length; line++)
        {
            for (var column = 0; column < lines[line].Length; column++)
            {
                for (var y = 0; y < tileSide; y++)
                {
                    var target = (((Gap + (line * pitch) + y) * width) + Gap + (column * pitch)) * 3;
                    lines[line][column].AsSpan(y * tileSide * 3, tileSide * 3).CopyTo(pixels.AsSpan(target));
                }
            }
        }

        return PngEncoder.Rgb(width, height, pixels);
    }
}
