using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using TorchSharp;
using XrayPortal.Imaging;
using static TorchSharp.torch;

namespace XrayPortal.Training.Data;

/// <summary>
/// Reads and writes the safetensors format: 8 bytes header length (little endian), a JSON header that gives each tensor's
/// type, shape and byte range, then the raw tensors. F16 and BF16 are widened to float32 when read; F32 and I64 are kept.
/// Source: the format's public description (huggingface/safetensors).
/// </summary>
public static class SafeTensors
{
    private const long MaxHeaderBytes = 100_000_000;

    /// <returns>Tensors by name; the caller disposes them. A damaged file is a refusal.</returns>
    public static Result<Dictionary<string, Tensor>> Read(string path)
    {
        if (!File.Exists(path))
            return new Refusal("weights.no-such-file", RefusalKind.NotFound, "The weight file was not found. Check the path given for the weights.");
        var bytes = File.ReadAllBytes(path);
        try
        {
            return Parse(bytes);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return new Refusal("weights.damaged", RefusalKind.Invalid, $"The weight file is not a whole safetensors file ({e.Message}). Copy it again.");
        }
    }

    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var header = new SortedDictionary<string, object>(StringComparer.Ordinal);
        var body = new MemoryStream();
        foreach (var (name, tensor) in tensors.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            var cpu = tensor.detach().cpu().contiguous();
            var start = body.Length;
            body.Write(cpu.bytes);
            var type = cpu.dtype switch
            {
                ScalarType.Float32 => "F32",
                ScalarType.Int64 => "I64",
                var other => throw new ArgumentException($"Tensor {name} has type {other}; only float32 and int64 are written.", nameof(tensors)),
            };
            header[name] = new { dtype = type, shape = cpu.shape, data_offsets = new[] { start, body.Length } };
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        // Written aside and moved: a kill in the middle must not leave half a file under the final name.
        var aside = path + ".part";
        using (var file = File.Create(aside))
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
            file.Write(length);
            file.Write(json);
            body.Position = 0;
            body.CopyTo(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
    }

    private static Dictionary<string, Tensor> Parse(byte[] bytes)
    {
        if (bytes.Length < 8) throw new InvalidDataException("shorter than its header");
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (headerLength is < 2 or > MaxHeaderBytes || headerLength > bytes.Length - 8) throw new InvalidDataException("header length out of range");
        using var header = JsonDocument.Parse(bytes.AsMemory(8, (int)headerLength));
        var body = bytes.AsMemory(8 + (int)headerLength);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__") continue;
            tensors[entry.Name] = ReadTensor(entry, body);
        }

        return tensors;
    }

    private static Tensor ReadTensor(JsonProperty entry, ReadOnlyMemory<byte> body)
    {
        var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()).ToArray();
        var offsets = entry.Value.GetProperty("data_offsets").EnumerateArray().Select(d => d.GetInt64()).ToArray();
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > body.Length)
            throw new InvalidDataException($"{entry.Name}: byte range out of the file");
        var raw = body.Span[(int)offsets[0]..(int)offsets[1]];
        var count = shape.Aggregate(1L, (a, b) => checked(a * b));
        var type = entry.Value.GetProperty("dtype").GetString();
        var width = type switch { "F32" => 4, "F16" or "BF16" => 2, "I64" => 8, _ => throw new InvalidDataException($"{entry.Name}: type {type} is not supported") };
        if (count * width != raw.Length) throw new InvalidDataException($"{entry.Name}: shape and byte range disagree");
        if (type == "I64")
        {
            var longs = new long[count];
            for (var i = 0; i < longs.Length; i++) longs[i] = BinaryPrimitives.ReadInt64LittleEndian(raw[(i * 8)..]);
            return tensor(longs, shape);
        }

        var floats = new float[count];
        for (var i = 0; i < floats.Length; i++)
        {
            floats[i] = type switch
            {
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(raw[(i * 4)..]),
                "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(raw[(i * 2)..]),
                _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(raw[(i * 2)..]) << 16),
            };
        }

        return tensor(floats, shape);
    }
}
