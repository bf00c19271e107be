namespace XrayPortal.Inference.Scoring;

/// <summary>The fixed words for results; pages, reports and the API say nothing else.</summary>
public static class Wording
{
    public const string Suggestive = "features suggestive of pneumonia";

    public const string NotFound = "no such features found";

    public const string NotAssessed = "not assessed";

    public const string Disclaimer = "Not for diagnosis. Research and teaching software; a qualified reader decides.";

    public static string Of(Call call) => call switch
    {
        Call.Suggestive => Suggestive,
        Call.NotFound => NotFound,
    };

    /// <returns>The call that these words stand for; null for other words.</returns>
    public static Call? CallOf(string words) => words switch
    {
        Suggestive => Call.Suggestive,
        NotFound => Call.NotFound,
        _ => null,
    };
}
