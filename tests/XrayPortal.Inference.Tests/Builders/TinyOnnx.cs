using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace XrayPortal.Inference.Tests.Builders;

/// <summary>
/// A small real graph that keeps the package contract and whose numbers can be worked out by hand. Features: mean grey g, mean edge e
/// (positive Laplacian), mean darkness 1 - g. Logit: <c>12 g - 6</c>. Map: grey times 12. With three classes each feature f has its own
/// logit <c>12 f - 6</c> and map. Grey of a colour picture is the mean of its channels.
/// </summary>
internal sealed record TinyOnnx
{
    public const int Depth = 3;

    public double Temperature { get; init; } = 1;

    /// <summary>1 (one node) or 3.</summary>
    public int Classes { get; init; } = 1;

    /// <summary>1 or 3.</summary>
    public int Channels { get; init; } = 1;

    public bool FixedSize { get; init; }

    public string? WithoutOutput { get; init; }

    public byte[] Build()
    {
        var graph = new Message().Text(2, "tiny");
        var (logit, probability) = Classes == 1 ? ("logit", "probability") : ("logits", "probabilities");
        Node(graph, "Resize", "resized", ["pixels", "", "", "side"],
            m => m.Embed(5, Ints("axes", 2, 3)).Embed(5, Int("antialias", 1)).Embed(5, Int("exclude_outside", 1))
                .Embed(5, Word("coordinate_transformation_mode", "half_pixel")).Embed(5, Word("mode", "linear")));
        Node(graph, "Conv", "convolved", ["resized", "kernel", "bias"], m => m.Embed(5, Ints("kernel_shape", 3, 3)));
        Node(graph, "Relu", "features", ["convolved"]);
        Node(graph, "GlobalAveragePool", "pooled", ["features"]);
        Node(graph, "Flatten", "embedding", ["pooled"], m => m.Embed(5, Int("axis", 1)));
        Node(graph, "Gemm", logit, ["embedding", "head", "head_bias"], m => m.Embed(5, Int("transB", 1)));
        Node(graph, "Mul", "cooled", [logit, "inverse_temperature"]);
        Node(graph, Classes == 1 ? "Sigmoid" : "Softmax", probability, ["cooled"]);
        Node(graph, "Conv", "evidence", ["features", "map"], m => m.Embed(5, Ints("kernel_shape", 1, 1)));
        Node(graph, "Relu", "cam", ["evidence"]);
        float[][] kernels = [[0, 0, 0, 0, 1, 0, 0, 0, 0], [0, -1, 0, -1, 4, -1, 0, -1, 0], [0, 0, 0, 0, -1, 0, 0, 0, 0]];
        Floats(graph, "kernel", [Depth, Channels, 3, 3], [.. kernels.SelectMany(k => Enumerable.Repeat(k, Channels).SelectMany(c => c.Select(v => v / Channels)))]);
        Floats(graph, "bias", [Depth], 0, 0, 1);
        float[] head = [.. new float[] { 12, 0, 0, /**/ 0, 12, 0, /**/ 0, 0, 12 }.Take(Classes * Depth)];
        Floats(graph, "head", [Classes, Depth], head);
        Floats(graph, "head_bias", [Classes], [.. Enumerable.Repeat(-6f, Classes)]);
        Floats(graph, "map", [Classes, Depth, 1, 1], head);
        Floats(graph, "inverse_temperature", [1], (float)(1 / Temperature));
        graph.Embed(5, new Message().Number(1, 2).Number(2, 7).Text(8, "side").Bytes(9, Longs(16, 16)));
        graph.Embed(11, FixedSize ? Value("pixels", "N", Channels, 32, 32) : Value("pixels", "N", Channels, "H", "W"));
        Output(graph, Value(logit, "N", Classes), logit);
        Output(graph, Value(probability, "N", Classes), probability);
        Output(graph, Value("cam", "N", Classes, "h", "w"), "cam");
        Output(graph, Value("embedding", "N", Depth), "embedding");
        return new Message().Number(1, 9).Embed(7, graph).Embed(8, new Message().Text(1, "").Number(2, 18)).ToArray();
    }

    private void Output(Message graph, Message value, string name)
    {
        if (name != WithoutOutput) graph.Embed(12, value);
    }

    private static void Node(Message graph, string type, string output, string[] inputs, Action<Message>? attributes = null)
    {
        var node = new Message();
        foreach (var input in inputs) node.Text(1, input);
        node.Text(2, output).Text(4, type);
        attributes?.Invoke(node);
        graph.Embed(1, node);
    }

    private static void Floats(Message graph, string name, long[] shape, params float[] values)
    {
        var tensor = new Message();
        foreach (var size in shape) tensor.Number(1, size);
        var raw = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * 4), values[i]);
        graph.Embed(5, tensor.Number(2, 1).Text(8, name).Bytes(9, raw));
    }

    private static byte[] Longs(params long[] values)
    {
        var raw = new byte[values.Length * 8];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(i * 8), values[i]);
        return raw;
    }

    private static Message Int(string name, long value) => new Message().Text(1, name).Number(3, value).Number(20, 2);

    private static Message Word(string name, string value) => new Message().Text(1, name).Text(4, value).Number(20, 3);

    private static Message Ints(string name, params long[] values) =>
        values.Aggregate(new Message().Text(1, name), (m, v) => m.Number(8, v)).Number(20, 7);

    private static Message Value(string name, params object[] shape)
    {
        var dimensions = shape.Aggregate(new Message(), (m, s) =>
            m.Embed(1, s is string free ? new Message().Text(2, free) : new Message().Number(1, (int)s)));
        return new Message().Text(1, name).Embed(2, new Message().Embed(1, new Message().Number(1, 1).Embed(2, dimensions)));
    }

    /// <summary>Protocol-buffer wire format: variable-length numbers and length-prefixed bytes.</summary>
    private sealed class Message
    {
        private readonly ArrayBufferWriter<byte> bytes = new();

        public Message Number(int field, long value) => Varint((ulong)field << 3).Varint((ulong)value);

        public Message Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public Message Embed(int field, Message value) => Bytes(field, value.bytes.WrittenSpan);

        public Message Bytes(int field, ReadOnlySpan<byte> value)
        {
            Varint(((ulong)field << 3) | 2).Varint((ulong)value.Length);
            bytes.Write(value);
            return this;
        }

        public byte[] ToArray() => bytes.WrittenSpan.ToArray();

        private Message Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7) bytes.Write([(byte)(value | 0x80)]);
            bytes.Write([(byte)value]);
            return this;
        }
    }
}
