using System.Text.Json;
using System.Text.Json.Serialization;

namespace XrayPortal.Training.Augmentation;

/// <summary>How far one property of a picture is changed, and how often.</summary>
/// <param name="Range">Largest change; its unit stands with the property.</param>
/// <param name="Chance">Share of pictures that are changed, 0 to 1.</param>
[JsonConverter(typeof(JitterConverter))]
public readonly record struct Jitter(double Range, double Chance = 1)
{
    public static implicit operator Jitter(double range) => new(range);

    /// <summary>Whether any picture is changed at all.</summary>
    public bool IsOn => Range > 0 && Chance > 0;
}

/// <summary>In JSON a jitter is a number (its range, for every picture) or <c>{"range": 8, "chance": 0.5}</c>.</summary>
internal sealed class JitterConverter : JsonConverter<Jitter>
{
    public override Jitter Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number) return reader.GetDouble();
        var (range, chance) = (0.0, 1.0);
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("a change is a number or {\"range\": ..., \"chance\": ...}");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "range") range = reader.GetDouble();
            else if (name == "chance") chance = reader.GetDouble();
            else throw new JsonException($"a change has range and chance, not {name}");
        }

        return new Jitter(range, chance);
    }

    public override void Write(Utf8JsonWriter writer, Jitter value, JsonSerializerOptions options)
    {
        if (value.Chance >= 1)
        {
            writer.WriteNumberValue(value.Range);
            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("range", value.Range);
        writer.WriteNumber("chance", value.Chance);
        writer.WriteEndObject();
    }
}
