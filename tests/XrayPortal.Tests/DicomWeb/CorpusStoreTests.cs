using System.Net;
using XrayPortal.Accounts;
using XrayPortal.Tests.Builders;
using Xunit;
using static XrayPortal.Tests.DicomWeb.DicomWebClient;

namespace XrayPortal.Tests.DicomWeb;

/// <summary>Every file of the public corpus, whole, damaged or odd, through STOW-RS and back.</summary>
public sealed class CorpusStoreTests(PortalHost portal) : IClassFixture<PortalHost>
{
    [Fact]
    public async Task Store_EveryPublicFile_IsKeptAndGivenBackOrRefusedWithAReason()
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("XRAYPORTAL_SHARED") ?? Path.Combine(Repository.Root, "..", "shared"), "data", "dicom", "files");
        Assert.SkipUnless(Directory.Exists(folder), "No folder data/dicom in the shared data; set XRAYPORTAL_SHARED.");
        using var radiologist = await portal.ClientAsync(Roles.Radiologist);
        List<string> wrong = [];
        var kept = 0;

        foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            var file = await File.ReadAllBytesAsync(path);
            using var answer = await radiologist.StoreAsync(file);
            var module = await answer.JsonAsync();
            if (answer.StatusCode == HttpStatusCode.Conflict && module.Failures() is [> 0]) continue;
            if (answer.StatusCode != HttpStatusCode.OK || module.Values("00081199") is not [var stored]) wrong.Add($"{Path.GetFileName(path)}: {answer.StatusCode}");
            else if (await FaultOfAsync(radiologist, file, new Uri(stored.Text("00081190")!)) is { } fault) wrong.Add($"{Path.GetFileName(path)}: {fault}");
            else kept++;
        }

        Assert.Empty(wrong);
        Assert.InRange(kept, 50, int.MaxValue);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(portal.DataRoot, "tmp")));
    }

    // A file without preamble or meta information is given as a whole one.
    private static async Task<string?> FaultOfAsync(HttpClient client, byte[] file, Uri address)
    {
        var path = address.AbsolutePath["/dicom-web/".Length..];
        using var given = await client.FetchAsync(path, "application/dicom; transfer-syntax=*");
        var isPart10 = file.AsSpan(128).StartsWith("DICM"u8);
        if (given.StatusCode != HttpStatusCode.OK) return $"object {given.StatusCode}";
        if (isPart10 && !(await given.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(file)) return "object differs";
        using var plain = await client.FetchAsync(path);
        if (plain.StatusCode != HttpStatusCode.OK) return $"object in any syntax {plain.StatusCode}";
        await plain.Content.ReadAsByteArrayAsync();
        using var metadata = await client.FetchAsync($"{path}/metadata");
        if (metadata.StatusCode != HttpStatusCode.OK || (await metadata.JsonAsync())[0].Text("00080018") is null) return $"metadata {metadata.StatusCode}";
        using var frame = await client.FetchAsync($"{path}/frames/1");
        using var rendered = await client.FetchAsync($"{path}/rendered");
        // What is damaged behind its header is refused when it is looked at.
        return frame.StatusCode == HttpStatusCode.InternalServerError ? "frame 500" : rendered.StatusCode == HttpStatusCode.InternalServerError ? "rendered 500" : null;
    }
}
