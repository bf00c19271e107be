using System.Globalization;
using XrayPortal.Imaging;

namespace XrayPortal.Training.Networks;

/// <summary>Channels, height and width of one picture or feature map; a flat vector has height and width 1.</summary>
public readonly record struct PictureShape(int Channels, int Height, int Width)
{
    public long Elements => (long)Channels * Height * Width;

    public PictureShape(int channels, int side)
        : this(channels, side, side)
    {
    }

    /// <summary>Reads "3x224x224".</summary>
    public static Result<PictureShape> Parse(string text)
    {
        var parts = text.Split('x').Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).ToArray();
        return parts is [> 0 and <= 4096, > 0 and <= 4096, > 0 and <= 4096]
            ? new PictureShape(parts[0], parts[1], parts[2])
            : new Refusal("inspect.input", RefusalKind.Invalid, $"\"{text}\" is no picture shape. Write channels x height x width, such as 3x224x224, each 1 to 4096.");
    }

    /// <summary>Places along one side after a kernel has moved over it: floor((N + 2P - D(F - 1) - 1) / S) + 1; ceil where asked.</summary>
    /// <remarks>With <paramref name="ceil"/> a last window that would begin in the padding is left out, as torch does.</remarks>
    public static int Moved(int size, int kernel, int stride, int padding, int dilation = 1, bool ceil = false)
    {
        var free = size + (2 * padding) - (dilation * (kernel - 1)) - 1;
        if (free < 0) return 0;
        var moves = ceil ? (free + stride - 1) / stride : free / stride;
        if (ceil && moves * stride >= size + padding) moves--;
        return moves + 1;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Channels}x{Height}x{Width}");
}
