namespace XrayPortal.Imaging.Overlay;

/// <summary>Colour tables of 256 entries for maps.</summary>
public static class ColourMap
{
    // Rows: red, green, blue; coefficients from degree 0 up, over 0..1.
    private static readonly double[][] InfernoFit =
    [
        [0.0002189403691192265, 0.1065134194856116, 11.60249308247187, -41.70399613139459, 77.162935699427, -71.31942824499214, 25.13112622477341],
        [0.001651004631001012, 0.5639564367884091, -3.972853965665698, 17.43639888205313, -33.40235894210092, 32.62606426397723, -12.24266895238567],
        [-0.01948089843709184, 3.932712388889277, -15.9423941062914, 44.35414519872813, -81.80730925738993, 73.20951985803202, -23.07032500287172],
    ];

    private static readonly byte[] InfernoTable = Tabulate(InfernoFit);

    /// <summary>
    /// Inferno (van der Walt and Smith, CC0): 256 × red, green, blue. Lightness rises all the way, so it also reads without
    /// colour vision and in print.
    /// </summary>
    /// <remarks>A polynomial fit of degree 6 (Zucker, CC0), within 0.03 of the published table.</remarks>
    public static ReadOnlySpan<byte> Inferno => InfernoTable;

    private static byte[] Tabulate(double[][] fit)
    {
        var table = new byte[256 * 3];
        for (var i = 0; i < table.Length; i++)
        {
            var t = i / 3 / 255.0;
            var value = 0.0;
            for (var k = 6; k >= 0; k--) value = (value * t) + fit[i % 3][k];
            table[i] = (byte)Math.Round(Math.Clamp(value, 0, 1) * 255);
        }

        return table;
    }
}
