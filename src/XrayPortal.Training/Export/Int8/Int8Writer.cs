using System.Runtime.InteropServices;
using XrayPortal.Training.Networks;
using static TorchSharp.torch;

namespace XrayPortal.Training.Export.Int8;

/// <summary>
/// Writes the pairs of nodes by which ONNX says "kept in 8 bits" (QDQ form): activations as unsigned bytes on one scale each, weights as
/// signed bytes on a scale for each output channel with 0 in the middle, biases as 32-bit whole numbers. What rounding the weights adds to
/// the mean of an output is taken off its bias.
/// </summary>
/// <remarks>
/// Source: Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only inference", CVPR 2018,
/// sections 2.1 to 2.3; bias correction: Nagel et al., "Data-free quantization through weight equalization and bias correction", ICCV
/// 2019, section 4.2.
/// </remarks>
internal sealed class Int8Writer(OnnxWriter onnx, Int8Plan plan)
{
    private readonly Dictionary<string, KeptResult> kept = new(StringComparer.Ordinal);

    /// <summary>Rounds a result to its scale, where the plan says so.</summary>
    /// <returns>The name that readers take.</returns>
    public string Pair(int result, string name)
    {
        if (!plan.Results.TryGetValue(result, out var found)) return name;
        var scale = onnx.Constant($"{name}_scale", [], [found.Range.Scale]);
        var zero = onnx.Constant($"{name}_zero", [], [found.Range.ZeroPoint]);
        var whole = onnx.Node("QuantizeLinear", $"{name}_whole", [name, scale, zero]);
        var rounded = onnx.Node("DequantizeLinear", $"{name}_rounded", [whole, scale, zero]);
        kept[rounded] = found;
        return rounded;
    }

    /// <summary>Weight and bias of a convolution as whole numbers, if what it reads is one.</summary>
    /// <returns>Their names; null: the convolution stays in float.</returns>
    public (string Weight, string Bias)? Kernel(Conv conv, Tensor weight, Tensor bias, string input)
    {
        if (!kept.TryGetValue(input, out var read)) return null;
        var name = conv.Name;
        var steps = weight.abs().amax([1, 2, 3]).Over(sbyte.MaxValue).AtLeast(1e-8);
        var whole = weight.div(steps.reshape(-1, 1, 1, 1)).round().Within(-sbyte.MaxValue, sbyte.MaxValue).to(ScalarType.Int8).contiguous();
        var lost = (weight - (whole * steps.reshape(-1, 1, 1, 1))).sum([2, 3], keepdim: true);
        var shift = nn.functional.conv2d(tensor(read.Means).reshape(1, -1, 1, 1), lost, groups: conv.Groups).flatten();
        var biasSteps = steps.Times(read.Range.Scale);
        var wholeBias = bias.Plus(shift).div(biasSteps).round().to(ScalarType.Int32).contiguous();

        var channels = weight.shape[0];
        var w = onnx.Node("DequantizeLinear", $"{name}.weight",
            [
                onnx.Constant($"{name}.weight_whole", whole.shape, MemoryMarshal.Cast<byte, sbyte>(whole.bytes)),
                onnx.Constant($"{name}.weight_scale", [channels], Floats(steps)),
                onnx.Constant($"{name}.weight_zero", [channels], new sbyte[channels].AsSpan()),
            ],
            ("axis", 0));
        var b = onnx.Node("DequantizeLinear", $"{name}.bias",
            [
                onnx.Constant($"{name}.bias_whole", [channels], MemoryMarshal.Cast<byte, int>(wholeBias.bytes)),
                onnx.Constant($"{name}.bias_scale", [channels], Floats(biasSteps)),
                onnx.Constant($"{name}.bias_zero", [channels], new int[channels].AsSpan()),
            ],
            ("axis", 0));
        return (w, b);
    }

    private static ReadOnlySpan<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes);
}
