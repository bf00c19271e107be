namespace XrayPortal.Api;

/// <summary>Comma-separated values (RFC 4180) that are safe to open in a spreadsheet.</summary>
internal static class Csv
{
    /// <summary>A cell of words; numbers need none of it.</summary>
    public static string Field(string text)
    {
        if (text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..]) text = "'" + text; // else a spreadsheet would run it
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }
}
