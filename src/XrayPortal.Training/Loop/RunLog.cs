using System.Text.Json;
using System.Text.Json.Serialization;

namespace XrayPortal.Training.Loop;

/// <summary>Writes each event as one JSON line to standard output and to the run's <c>log.jsonl</c>.</summary>
public sealed class RunLog(string path, TextWriter output, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly Lock gate = new();

    /// <param name="kind">start, step, epoch, checkpoint, warning or end.</param>
    /// <param name="fields">An object whose members become the line's fields.</param>
    public void Write(string kind, object fields)
    {
        var line = JsonSerializer.SerializeToNode(fields, Json)!.AsObject();
        line.Insert(0, "event", kind);
        line.Insert(1, "at", clock.GetUtcNow().ToString("O"));
        var text = line.ToJsonString(Json);
        lock (gate)
        {
            File.AppendAllText(path, text + "\n");
            output.WriteLine(text);
            output.Flush();
        }
    }
}
