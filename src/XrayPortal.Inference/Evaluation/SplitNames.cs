namespace XrayPortal.Inference.Evaluation;

/// <summary>Names of the parts of a set.</summary>
internal static class SplitNames
{
    public const string Train = "train";
    public const string Validation = "validation";
    public const string Test = "test";

    /// <returns>The name as used here (val, valid and dev are validation); other names as they are; null for nothing.</returns>
    public static string? Canonical(string? name)
    {
        var own = name?.Trim().ToLowerInvariant();
        return own switch
        {
            null or "" => null,
            "val" or "valid" or "dev" => Validation,
            "training" => Train,
            _ => own,
        };
    }
}
