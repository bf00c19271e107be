using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace XrayPortal.Inference.Packages;

/// <summary>A float array as base64 of little-endian float32: exact, and a tenth of the lines.</summary>
internal sealed class Base64Floats : JsonConverter<float[]>
{
    public override float[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Decode(ref reader);

    public override void Write(Utf8JsonWriter writer, float[] value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(MemoryMarshal.AsBytes(value.AsSpan()));

    internal static float[] Decode(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out var bytes) || bytes.Length % sizeof(float) != 0)
            throw new JsonException("Needs base64 of little-endian float32.");
        var floats = MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        return Array.TrueForAll(floats, float.IsFinite) ? floats : throw new JsonException("Holds a value that is not finite.");
    }
}

/// <summary>Rows of floats as a list of such strings.</summary>
internal sealed class Base64FloatRows : JsonConverter<IReadOnlyList<float[]>>
{
    public override IReadOnlyList<float[]> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("Needs a list of base64 strings.");
        var rows = new List<float[]>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) rows.Add(Base64Floats.Decode(ref reader));
        return rows;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<float[]> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var row in value) writer.WriteBase64StringValue(MemoryMarshal.AsBytes(row.AsSpan()));
        writer.WriteEndArray();
    }
}
