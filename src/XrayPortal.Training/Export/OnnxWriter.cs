using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace XrayPortal.Training.Export;

/// <summary>
/// Writes an ONNX model in protocol-buffer wire format: deterministic, no schema compiler. Field numbers are those of
/// <c>onnx.proto3</c> (ONNX IR version 9).
/// </summary>
internal sealed class OnnxWriter
{
    private const int IrVersion = 9;
    private const int FloatType = 1, Int64Type = 7;

    private readonly Message nodes = new();
    private readonly Message initializers = new();
    private readonly Message inputs = new();
    private readonly Message outputs = new();

    /// <summary>Adds a node; returns its (first) output name.</summary>
    public string Node(string type, string output, IEnumerable<string> inputNames, params (string Name, object Value)[] attributes)
    {
        var node = new Message();
        foreach (var input in inputNames) node.Text(1, input);
        node.Text(2, output).Text(3, output).Text(4, type);
        foreach (var (name, value) in attributes) node.Embed(5, Attribute(name, value));
        nodes.Embed(1, node);
        return output;
    }

    public string Constant(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        var raw = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        return Initializer(name, shape, FloatType, raw);
    }

    public string Constant(string name, ReadOnlySpan<long> values)
    {
        var raw = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * sizeof(long)), values[i]);
        return Initializer(name, [values.Length], Int64Type, raw);
    }

    /// <param name="shape">Numbers for fixed sizes, names for free ones.</param>
    public void Input(string name, params object[] shape) => inputs.Embed(11, ValueInfo(name, shape));

    public void Output(string name, params object[] shape) => outputs.Embed(12, ValueInfo(name, shape));

    public byte[] Model(string graphName, int opset, string producer, string producerVersion)
    {
        var graph = new Message().Raw(nodes).Text(2, graphName).Raw(initializers).Raw(inputs).Raw(outputs);
        return new Message()
            .Number(1, IrVersion)
            .Text(2, producer)
            .Text(3, producerVersion)
            .Embed(7, graph)
            .Embed(8, new Message().Text(1, "").Number(2, opset))
            .ToArray();
    }

    private string Initializer(string name, ReadOnlySpan<long> shape, int type, byte[] raw)
    {
        var tensor = new Message();
        foreach (var size in shape) tensor.Number(1, size);
        initializers.Embed(5, tensor.Number(2, type).Text(8, name).Bytes(9, raw));
        return name;
    }

    private static Message Attribute(string name, object value)
    {
        var attribute = new Message().Text(1, name);
        return value switch
        {
            float f => attribute.Single(2, f).Number(20, 1),
            int i => attribute.Number(3, i).Number(20, 2),
            string s => attribute.Text(4, s).Number(20, 3),
            int[] many => many.Aggregate(attribute, (a, i) => a.Number(8, i)).Number(20, 7),
            _ => throw new ArgumentException($"Attribute {name} has an unsupported type.", nameof(value)),
        };
    }

    private static Message ValueInfo(string name, object[] shape)
    {
        var dimensions = new Message();
        foreach (var size in shape)
            dimensions.Embed(1, size is string free ? new Message().Text(2, free) : new Message().Number(1, Convert.ToInt64(size)));
        var tensor = new Message().Number(1, FloatType).Embed(2, dimensions);
        return new Message().Text(1, name).Embed(2, new Message().Embed(1, tensor));
    }

    /// <summary>One protocol-buffer message under construction.</summary>
    private sealed class Message
    {
        private readonly ArrayBufferWriter<byte> bytes = new();

        public Message Number(int field, long value)
        {
            Varint((ulong)(field << 3));
            Varint((ulong)value);
            return this;
        }

        public Message Single(int field, float value)
        {
            Varint((ulong)((field << 3) | 5));
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(four, value);
            bytes.Write(four);
            return this;
        }

        public Message Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public Message Bytes(int field, ReadOnlySpan<byte> value)
        {
            Varint((ulong)((field << 3) | 2));
            Varint((ulong)value.Length);
            bytes.Write(value);
            return this;
        }

        public Message Embed(int field, Message value) => Bytes(field, value.bytes.WrittenSpan);

        public Message Raw(Message value)
        {
            bytes.Write(value.bytes.WrittenSpan);
            return this;
        }

        public byte[] ToArray() => bytes.WrittenSpan.ToArray();

        private void Varint(ulong value)
        {
            while (value >= 0x80)
            {
                bytes.Write([(byte)(value | 0x80)]);
                value >>= 7;
            }

            bytes.Write([(byte)value]);
        }
    }
}
