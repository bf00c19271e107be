using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using XrayPortal.Training.Augmentation;

namespace XrayPortal.Training.Recipes;

/// <summary>The JSON schema of a recipe file: types, names of choices, and what each field means, out of the code's own documentation.</summary>
internal static partial class RecipeSchema
{
    public static string Write()
    {
        var words = Summaries();
        var schema = Recipe.Json.GetJsonSchemaAsNode(typeof(Recipe), new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Describe(context, node, words),
        }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Recipe of the learning engine");
        return schema.ToJsonString(new JsonSerializerOptions(Recipe.Json) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node, IReadOnlyDictionary<string, string> words)
    {
        if (context.TypeInfo.Type == typeof(Jitter)) node = JitterSchema();
        if (context.PropertyInfo is not { } property || node is not JsonObject schema) return node;
        var member = (MemberInfo)property.AttributeProvider!;
        string[] parts = [.. new[] { words.GetValueOrDefault($"P:{member.DeclaringType!.FullName}.{member.Name}") }.Concat(Choices(property.PropertyType, words)).OfType<string>()];
        if (parts.Length > 0) schema["description"] = string.Join(' ', parts);
        return schema;
    }

    /// <summary>What each value of a choice means.</summary>
    private static IEnumerable<string> Choices(Type type, IReadOnlyDictionary<string, string> words)
    {
        var choice = Nullable.GetUnderlyingType(type) ?? type;
        if (!choice.IsEnum) yield break;
        foreach (var name in Enum.GetNames(choice))
        {
            if (words.TryGetValue($"F:{choice.FullName}.{name}", out var summary)) yield return $"{JsonNamingPolicy.CamelCase.ConvertName(name)}: {summary}";
        }
    }

    private static JsonObject JitterSchema() => new()
    {
        ["oneOf"] = new JsonArray(
            new JsonObject { ["type"] = "number" },
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["range"] = new JsonObject { ["type"] = "number" }, ["chance"] = new JsonObject { ["type"] = "number" } },
                ["additionalProperties"] = false,
            }),
    };

    /// <summary>Summaries by documentation id, on one line each, references by their names.</summary>
    private static Dictionary<string, string> Summaries()
    {
        var file = Path.ChangeExtension(typeof(Recipe).Assembly.Location, ".xml");
        return XDocument.Load(file).Descendants("member").Where(m => m.Element("summary") is not null).ToDictionary(
            m => m.Attribute("name")!.Value, m => Spaces().Replace(Plain(m.Element("summary")!), " ").Trim(), StringComparer.Ordinal);
    }

    private static string Plain(XElement summary) => string.Concat(summary.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } reference => reference.Attribute("cref")!.Value.Split('.')[^1],
        XElement element => element.Value,
        _ => "",
    }));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
