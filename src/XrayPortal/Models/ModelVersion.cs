namespace XrayPortal.Models;

/// <summary>Order of version names: by number where they are numbers (1.10.0 after 1.9.0), by text where not.</summary>
public sealed class ModelVersion : IComparer<string>
{
    public static readonly ModelVersion Order = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Parts(x), Parts(y));
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var (a, b) = (left[i], right[i]);
            var order = int.TryParse(a, out var m) && int.TryParse(b, out var n) ? m.CompareTo(n) : string.CompareOrdinal(a, b);
            if (order != 0) return order;
        }

        return left.Length.CompareTo(right.Length);
    }

    /// <summary>The version after the highest given one: its last number plus one; 1.0.0 where there is none.</summary>
    public static string Next(IEnumerable<string> known)
    {
        var highest = known
            .Select(v => v.Split('.')).Where(p => p.Length == 3 && p.All(n => int.TryParse(n, out var number) && number < int.MaxValue))
            .Select(p => (Major: int.Parse(p[0]), Minor: int.Parse(p[1]), Patch: int.Parse(p[2])))
            .OrderDescending().FirstOrDefault((Major: 1, Minor: 0, Patch: -1));
        return $"{highest.Major}.{highest.Minor}.{highest.Patch + 1}";
    }

    private static string[] Parts(string? version) => (version ?? "").Split('.', '-');
}
