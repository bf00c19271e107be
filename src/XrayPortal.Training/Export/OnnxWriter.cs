using System.Runtime.InteropServices;

namespace XrayPortal.Training.Export;

/// <summary>
/// Writes an ONNX model in protocol-buffer wire format: deterministic, no schema compiler. Field numbers are those of
/// <c>onnx.proto3</c> (ONNX IR version 9). Little-endian machines only, as libtorch's.
/// </summary>
internal sealed class OnnxWriter
{
    private const int IrVersion = 9;
    private const int FloatType = 1, ByteType = 2, SignedByteType = 3, Int32Type = 6, Int64Type = 7;

    private readonly WireMessage nodes = new();
    private readonly WireMessage initializers = new();
    private readonly WireMessage inputs = new();
    private readonly WireMessage outputs = new();

    /// <summary>Adds a node; returns its (first) output name.</summary>
    public string Node(string type, string output, IEnumerable<string> inputNames, params (string Name, object Value)[] attributes)
    {
        var node = new WireMessage();
        foreach (var input in inputNames) node.Text(1, input);
        node.Text(2, output).Text(3, output).Text(4, type);
        foreach (var (name, value) in attributes) node.Embed(5, Attribute(name, value));
        nodes.Embed(1, node);
        return output;
    }

    public string Constant(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) => Initializer(name, shape, FloatType, values);

    public string Constant(string name, ReadOnlySpan<long> shape, ReadOnlySpan<byte> values) => Initializer(name, shape, ByteType, values);

    public string Constant(string name, ReadOnlySpan<long> shape, ReadOnlySpan<sbyte> values) => Initializer(name, shape, SignedByteType, values);

    public string Constant(string name, ReadOnlySpan<long> shape, ReadOnlySpan<int> values) => Initializer(name, shape, Int32Type, values);

    /// <summary>A list of whole numbers, as shapes and axes are given.</summary>
    public string Constant(string name, ReadOnlySpan<long> values) => Initializer(name, [values.Length], Int64Type, values);

    /// <param name="shape">Numbers for fixed sizes, names for free ones.</param>
    public void Input(string name, params object[] shape) => inputs.Embed(11, ValueInfo(name, shape));

    public void Output(string name, params object[] shape) => outputs.Embed(12, ValueInfo(name, shape));

    public byte[] Model(string graphName, int opset, string producer, string producerVersion)
    {
        var graph = new WireMessage().Raw(nodes).Text(2, graphName).Raw(initializers).Raw(inputs).Raw(outputs);
        return new WireMessage()
            .Number(1, IrVersion)
            .Text(2, producer)
            .Text(3, producerVersion)
            .Embed(7, graph)
            .Embed(8, new WireMessage().Text(1, "").Number(2, opset))
            .ToArray();
    }

    private string Initializer<T>(string name, ReadOnlySpan<long> shape, int type, ReadOnlySpan<T> values)
        where T : struct
    {
        var tensor = new WireMessage();
        foreach (var size in shape) tensor.Number(1, size);
        initializers.Embed(5, tensor.Number(2, type).Text(8, name).Bytes(9, MemoryMarshal.AsBytes(values).ToArray()));
        return name;
    }

    private static WireMessage Attribute(string name, object value)
    {
        var attribute = new WireMessage().Text(1, name);
        return value switch
        {
            float f => attribute.Single(2, f).Number(20, 1),
            int i => attribute.Number(3, i).Number(20, 2),
            string s => attribute.Text(4, s).Number(20, 3),
            int[] many => many.Aggregate(attribute, (a, i) => a.Number(8, i)).Number(20, 7),
            _ => throw new ArgumentException($"Attribute {name} has an unsupported type.", nameof(value)),
        };
    }

    private static WireMessage ValueInfo(string name, object[] shape)
    {
        var dimensions = new WireMessage();
        foreach (var size in shape)
            dimensions.Embed(1, size is string free ? new WireMessage().Text(2, free) : new WireMessage().Number(1, Convert.ToInt64(size)));
        var tensor = new WireMessage().Number(1, FloatType).Embed(2, dimensions);
        return new WireMessage().Text(1, name).Embed(2, new WireMessage().Embed(1, tensor));
    }
}
