using XrayPortal.Training.Networks;

namespace XrayPortal.Training.Export;

/// <summary>The way from pixels of any size to the normalised square, as ONNX nodes.</summary>
internal static class InputWriter
{
    /// <returns>Name of the normalised picture, [N, <see cref="InputRule.NormalisedChannels"/>, side, side].</returns>
    public static string Write(OnnxWriter onnx, InputRule rule)
    {
        onnx.Input("pixels", "N", rule.Channels, "H", "W");
        // exclude_outside renormalises the border weights as PIL and torch do; without it the border differs by over one grey level.
        onnx.Node("Resize", "resized", ["pixels", "", "", onnx.Constant("side", [rule.Side, rule.Side])],
            ("antialias", 1), ("axes", new[] { 2, 3 }), ("coordinate_transformation_mode", "half_pixel"), ("exclude_outside", 1), ("mode", "linear"));
        if (rule.ByPicture) return ByPicture(onnx);
        var shifted = rule.Mean!.All(m => m == 0) ? "resized" : onnx.Node("Sub", "shifted", ["resized", PerChannel("mean", rule.Mean!)]);
        return rule.Deviation!.All(d => d == 1) ? shifted : onnx.Node("Div", "normalised", [shifted, PerChannel("deviation", rule.Deviation!)]);

        string PerChannel(string name, IReadOnlyList<float> values) => onnx.Constant(name, [1, values.Count, 1, 1], values.ToArray().AsSpan());
    }

    private static string ByPicture(OnnxWriter onnx)
    {
        var axes = onnx.Constant("film_axes", [1, 2, 3]);
        var mean = onnx.Node("ReduceMean", "film_mean", ["resized", axes], ("keepdims", 1));
        var centred = onnx.Node("Sub", "centred", ["resized", mean]);
        var square = onnx.Node("Mul", "square", [centred, centred]);
        var variance = onnx.Node("ReduceMean", "variance", [square, axes], ("keepdims", 1));
        var safe = onnx.Node("Add", "variance_safe", [variance, onnx.Constant("epsilon", [1], [(float)Network.FilmNormalisationEpsilon])]);
        return onnx.Node("Div", "normalised", [centred, onnx.Node("Sqrt", "film_deviation", [safe])]);
    }
}
