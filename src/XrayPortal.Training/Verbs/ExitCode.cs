using System.Text.Json;
using XrayPortal.Imaging;

namespace XrayPortal.Training.Verbs;

/// <summary>How a verb ends.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Refused or failed: one sentence with its code on standard error.</summary>
    public const int Refused = 1;

    public const int Usage = 2;

    public static int Say(Refusal refusal)
    {
        Console.Error.WriteLine($"{refusal.Code}: {refusal.Sentence}");
        return Refused;
    }

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}
