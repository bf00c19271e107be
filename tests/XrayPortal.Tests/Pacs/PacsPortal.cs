using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Tests.DicomWeb;
using XrayPortal.Tests.Films;

namespace XrayPortal.Tests.Pacs;

/// <summary>A portal with the tiny model and one archive, <c>archive</c>, at an address of the test's choice.</summary>
internal static class PacsPortal
{
    public const string Archive = "archive";

    public static async Task<FilmPortal> StartAsync(Uri dicomWeb, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Pacs:Archives:0:Name"] = Archive,
            ["Pacs:Archives:0:Address"] = dicomWeb.ToString(),
            ["Pacs:Archives:0:TimeoutSeconds"] = "20",
            ["Pacs:FirstRetrySeconds"] = "1",
        };
        foreach (var (name, value) in settings) all[name] = value;
        var portal = new FilmPortal { Configure = builder => builder.Configuration.AddInMemoryCollection(all) };
        await portal.InitializeAsync();
        return portal;
    }

    /// <summary>A bright film with a patient, as a sender of DICOM makes it: the tiny model calls it suggestive.</summary>
    public static byte[] Film(int study, int instance = 1) => DicomWebClient.Film(study, instance)
        .Pixels(96, 96, 16, 12, [.. Enumerable.Range(0, 96 * 96).Select(i => 2600 + (i % 96 * 10) + study)]).Text(new DicomTag(0x0010, 0x0010), "PN", "Müller^Eva").Build();

    public static async Task<JsonElement> TransferAsync(HttpClient client, Guid film)
    {
        using var asked = await client.PostAsJsonAsync(new Uri($"/api/v1/films/{film}/transfers", UriKind.Relative), new { archive = Archive });
        asked.EnsureSuccessStatusCode();
        return await EndAsync(client, film);
    }

    /// <summary>The newest transfer once it has ended.</summary>
    public static async Task<JsonElement> EndAsync(HttpClient client, Guid film)
    {
        JsonElement[] all = [];
        await Eventually.TrueAsync(
            async () => (all = await client.GetFromJsonAsync<JsonElement[]>(new Uri($"/api/v1/films/{film}/transfers", UriKind.Relative)) ?? []) is [var newest, ..]
                && newest.GetProperty("state").GetString() != "queued",
            seconds: 60);
        return all[0];
    }
}
