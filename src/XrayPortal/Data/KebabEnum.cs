using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace XrayPortal.Data;

/// <summary>Closed sets as text, as the API writes them: <c>NotAssessed</c> is <c>not-assessed</c>.</summary>
public static class KebabEnum
{
    public static string Text<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>The value, or null where the text names none.</summary>
    public static T? Parse<T>(string? text)
        where T : struct, Enum => text is not null && Names<T>.ByText.TryGetValue(text, out var value) ? value : null;

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>()
            .ToDictionary(v => v, v => JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString()));

        public static readonly Dictionary<string, T> ByText = ByValue.ToDictionary(p => p.Value, p => p.Key);
    }
}

internal sealed class KebabEnumConverter<T>() : ValueConverter<T, string>(
    value => KebabEnum.Text(value), text => KebabEnum.Parse<T>(text)!.Value) // unknown text in a row: a bug, let it throw
    where T : struct, Enum;
