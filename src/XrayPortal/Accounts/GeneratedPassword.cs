using System.Security.Cryptography;

namespace XrayPortal.Accounts;

/// <summary>A password that can be read out over the telephone: five groups of four, 98 bits, no look-alikes.</summary>
internal static class GeneratedPassword
{
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    public static string Next() =>
        string.Join('-', Enumerable.Range(0, 5).Select(_ => new string(RandomNumberGenerator.GetItems<char>(Alphabet, 4))));
}
