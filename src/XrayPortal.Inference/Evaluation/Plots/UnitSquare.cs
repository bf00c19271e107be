namespace XrayPortal.Inference.Evaluation.Plots;

/// <summary>Axes from 0 to 1 both ways with grid, ticks and names.</summary>
internal sealed class UnitSquare
{
    public const int Width = 520;
    public const int Height = 540;
    private const double Left = 66, Top = 48, Side = 420;

    private readonly Plot plot;

    public UnitSquare(Plot plot, string across, string up)
    {
        this.plot = plot;
        plot.Text(Left, 28, plot.Title, 15, bold: true);
        for (var i = 0; i <= 5; i++)
        {
            var share = i / 5.0;
            plot.Line(X(share), Y(0), X(share), Y(1), Ink.Grid);
            plot.Line(X(0), Y(share), X(1), Y(share), Ink.Grid);
            plot.Text(X(share), Y(0) + 20, $"{share:0.0}", 12, Anchor.Middle);
            plot.Text(X(0) - 8, Y(share) + 4, $"{share:0.0}", 12, Anchor.End);
        }

        plot.Text(X(0.5), Y(0) + 44, across, anchor: Anchor.Middle);
        plot.Text(20, Y(0.5), up, anchor: Anchor.Middle, upwards: true);
    }

    public static double X(double share) => Left + (Side * share);

    public static double Y(double share) => Top + (Side * (1 - share));

    public void Diagonal() => plot.Line(X(0), Y(0), X(1), Y(1), Ink.Aside, dashed: true);

    public void Curve(IEnumerable<(double X, double Y)> points, string colour, double thickness) =>
        plot.Add(new PathShape([.. points.Select(p => (X(p.X), Y(p.Y)))], colour, thickness, Filled: false, Opacity: 1, Dashed: false));

    public void Area(IEnumerable<(double X, double Y)> points, string colour, double opacity) =>
        plot.Add(new PathShape([.. points.Select(p => (X(p.X), Y(p.Y)))], colour, 0, Filled: true, opacity, Dashed: false));

    public void Disc(double x, double y, double radius, string colour) => plot.Add(new DiscShape(X(x), Y(y), radius, colour));
}
