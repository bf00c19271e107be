using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace XrayPortal.Tests.Builders;

/// <summary>Posts the plain account pages' forms as a browser does.</summary>
internal static partial class Forms
{
    public static async Task<HttpResponseMessage> SubmitAsync(
        this HttpClient client, string path, string form, Dictionary<string, string> fields)
    {
        var page = await client.GetStringAsync(new Uri(path, UriKind.Relative));
        var token = AntiforgeryField().Match(page);
        Assert.True(token.Success, $"No form at {path}");
        var content = new Dictionary<string, string>(fields)
        {
            ["_handler"] = form,
            ["__RequestVerificationToken"] = WebUtility.HtmlDecode(token.Groups[1].Value),
        };
        return await client.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent(content));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();
}
