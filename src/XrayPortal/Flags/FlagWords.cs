namespace XrayPortal.Flags;

internal static class FlagWords
{
    public static string Of(FlagLabel label) => label switch
    {
        FlagLabel.Normal => "no pneumonia",
        FlagLabel.Pneumonia => "pneumonia",
    };
}
