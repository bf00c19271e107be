using XrayPortal.Imaging.Grey;

namespace XrayPortal.Imaging.Overlay;

/// <summary>
/// A synthetic frontal chest film, drawn by formula: for demonstrations, tests and teaching, never shown without being marked
/// as synthetic. Coordinates inside: x and y from -1 (left, top) to 1.
/// </summary>
public static class Phantom
{
    /// <summary>Draws a phantom: the same arguments give the same pixels.</summary>
    /// <param name="pneumonia">With seven to nine soft, patchy opacities that run together in both lungs, and less air in the rest of them.</param>
    public static GreyImage Draw(int seed, bool pneumonia, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 16);
        var random = new Random(seed);
        var chest = new Chest(random, pneumonia);
        var pixels = new float[width * height];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var x = ((2 * (column + 0.5)) / width) - 1;
                var y = ((2 * (row + 0.5)) / height) - 1;
                var noise = (random.NextDouble() + random.NextDouble() - 1) * 0.03;
                pixels[(row * width) + column] = (float)Math.Clamp(chest.At(x, y) + noise, 0, 1);
            }
        }

        return new GreyImage(width, height, pixels);
    }

    private static double Jitter(Random random, double centre, double spread) => centre + (((2 * random.NextDouble()) - 1) * spread);

    /// <summary>1 inside, 0 outside, soft at the edge, for an ellipse.</summary>
    private static double Ellipse(double x, double y, double centreX, double centreY, double radiusX, double radiusY, double softness)
    {
        double dx = (x - centreX) / radiusX, dy = (y - centreY) / radiusY;
        return Edge((1 - Math.Sqrt((dx * dx) + (dy * dy))) / softness);
    }

    private static double Edge(double t) => 1 / (1 + Math.Exp(-4 * t));

    private static double Ridge(double distance, double width) => Math.Exp(-(distance * distance) / (2 * width * width));

    private sealed class Chest
    {
        private readonly double tilt, bodyWidth, lungOffset, lungWidth, lungTop, diaphragm, heartX, heartWidth, exposure, ribSpacing, inflation;
        private readonly List<(double X, double Y, double RadiusX, double RadiusY, double Density)> opacities = [];

        public Chest(Random random, bool pneumonia)
        {
            tilt = Jitter(random, 0, 0.05);
            bodyWidth = Jitter(random, 0.92, 0.05);
            lungOffset = Jitter(random, 0.43, 0.03);
            lungWidth = Jitter(random, 0.33, 0.03);
            lungTop = Jitter(random, -0.72, 0.05);
            diaphragm = Jitter(random, 0.50, 0.06);
            heartX = Jitter(random, 0.14, 0.03);
            heartWidth = Jitter(random, 0.29, 0.03);
            exposure = Jitter(random, 1, 0.08);
            ribSpacing = Jitter(random, 0.17, 0.015);
            inflation = pneumonia ? 0.75 : 1;
            var count = pneumonia ? random.Next(7, 10) : 0;
            var side = random.Next(2) == 0 ? -1 : 1;
            for (var i = 0; i < count; i++, side = -side)
            {
                opacities.Add((
                    side * Jitter(random, lungOffset, 0.12), Jitter(random, 0.05, 0.3),
                    Jitter(random, 0.32, 0.10), Jitter(random, 0.34, 0.12), Jitter(random, 0.60, 0.15)));
            }
        }

        public double At(double x, double y)
        {
            x += tilt * y;
            var body = Math.Max(Ellipse(x, y, 0, 0.35, bodyWidth, 1.35, 0.06), Ellipse(x, y, 0, -0.20, bodyWidth + 0.12, 0.62, 0.08));
            var heart = Ellipse(x, y, heartX, 0.22, heartWidth, 0.36, 0.2);
            var lungs = (Lung(x, y, -1) + Lung(x, y, 1)) * (1 - (0.85 * heart));
            var spine = Ridge(x, 0.11) * (1 - (0.5 * heart));
            var grey = 0.58 - (lungs < 0.001 ? 0 : 0.40 * lungs * Air(x, y)) + (0.16 * spine) + (0.08 * heart) + (0.08 * Ribs(x, y)) + (0.10 * Clavicles(x, y));
            return (0.04 + (body * (grey - 0.04))) * exposure;
        }

        /// <summary>Share of the lung's air that is there: opacities take its place, and where they overlap, little of it is left.</summary>
        private double Air(double x, double y)
        {
            var share = inflation;
            foreach (var (centreX, centreY, radiusX, radiusY, density) in opacities)
            {
                double u = x - (2.3 * centreX), v = y - (2.3 * centreY); // a pattern of its own for each
                var patchy = 0.5 + (0.5 * Math.Sin((17 * u) + (11 * v)) * Math.Sin((13 * v) - (7 * u)));
                share *= 1 - (density * patchy * Ellipse(x, y, centreX, centreY, radiusX, radiusY, 0.5));
            }

            return (1.3 * share) - 0.3; // lung without any air is a little denser than what is around it
        }

        private double Lung(double x, double y, int side)
        {
            var floor = diaphragm + (1.2 * Math.Pow(Math.Abs(x) - lungOffset, 2)) - (side < 0 ? 0.05 : 0);
            var height = (floor - lungTop) / 2;
            var field = Ellipse(x, y, side * lungOffset, lungTop + height + 0.06, lungWidth, height + 0.10, 0.10);
            return field * Edge((floor - y) / 0.03);
        }

        private double Ribs(double x, double y)
        {
            var distance = Math.Abs(x) - 0.08;
            var along = y - (0.35 * distance) - (0.25 * distance * distance);
            var nearest = (along - (ribSpacing * Math.Round(along / ribSpacing))) / ribSpacing;
            var cage = Edge(distance / 0.05) * Edge((bodyWidth - 0.08 - Math.Abs(x)) / 0.04) * Edge((y + 0.72) / 0.05) * Edge((0.62 - y) / 0.1);
            return Ridge(nearest, 0.14) * cage;
        }

        private static double Clavicles(double x, double y)
        {
            var distance = Math.Abs(x);
            var length = Edge((distance - 0.10) / 0.04) * Edge((0.80 - distance) / 0.04);
            return Ridge(y + 0.60 + (0.18 * (distance - 0.1)), 0.03) * length;
        }
    }
}
