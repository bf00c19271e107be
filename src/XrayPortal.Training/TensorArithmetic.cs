using TorchSharp;
using static TorchSharp.torch;

namespace XrayPortal.Training;

/// <summary>
/// Sums and products of tensors in which every number is held until torch has read it. TorchSharp's own operators make an object of a number
/// (of the hidden factor 1 of a sum of two tensors, too), hand torch its address and let go of it: collected at that moment, it is read after it
/// is gone, and torch fails ("Unknown scalar type", "Expected false to be true") or reckons with another number. They are banned for that.
/// TorchSharp's optimisers do the same inside: <see cref="Loop.StillCollector"/>.
/// </summary>
internal static class TensorArithmetic
{
    private static readonly Scalar One = 1.ToScalar();

    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    public static Tensor Plus(this Tensor left, double right)
    {
        using var number = right.ToScalar();
        return left.add(number, One);
    }

    public static Tensor Minus(this Tensor left, double right) => left.Plus(-right);

    public static Tensor Times(this Tensor left, double right)
    {
        using var number = right.ToScalar();
        return left.mul(number);
    }

    public static Tensor Over(this Tensor left, double right)
    {
        using var number = right.ToScalar();
        return left.div(number);
    }

    public static Tensor Squared(this Tensor values) => values.mul(values);

    public static Tensor AtLeast(this Tensor values, double least)
    {
        using var number = least.ToScalar();
        return values.clamp_min(number);
    }

    public static Tensor Within(this Tensor values, double least, double most)
    {
        using var low = least.ToScalar();
        using var high = most.ToScalar();
        return values.clamp(low, high);
    }

    public static Tensor Above(this Tensor values, double bound)
    {
        using var number = bound.ToScalar();
        return values.gt(number);
    }

    /// <summary>Adds to the tensor itself.</summary>
    public static void Add(this Tensor sum, Tensor part) => sum.add_(part, One);
}
