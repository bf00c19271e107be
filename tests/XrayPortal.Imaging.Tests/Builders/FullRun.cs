namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>The long run: ./check.sh --full.</summary>
internal static class FullRun
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("XRAYPORTAL_FULL") == "1";
}
