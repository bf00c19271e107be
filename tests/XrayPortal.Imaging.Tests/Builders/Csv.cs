using System.Text;

namespace XrayPortal.Imaging.Tests.Builders;

internal static class Csv
{
    /// <summary>Fields of a line; quotes as in RFC 4180, no line breaks within fields.</summary>
    public static List<string> Split(string line)
    {
        List<string> fields = [];
        var field = new StringBuilder();
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else field.Append(c);
        }

        fields.Add(field.ToString());
        return fields;
    }
}
