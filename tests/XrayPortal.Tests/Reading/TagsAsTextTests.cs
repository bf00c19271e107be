using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using XrayPortal.Accounts;
using XrayPortal.Api;
using XrayPortal.Audit;
using XrayPortal.Flags;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Reading;
using XrayPortal.Tests.Films;
using XrayPortal.Tests.Reports;
using XrayPortal.Worklist;
using Xunit;

namespace XrayPortal.Tests.Reading;

/// <summary>Thirty ways to run a script, each in twelve attributes of a DICOM file that is really uploaded: shown as text, wherever they are shown.</summary>
public sealed class TagsAsTextTests : PageContext
{
    private static readonly (DicomTag Tag, string Vr)[] attributes =
    [
        (new(0x0010, 0x0010), "PN"), (DicomTag.PatientId, "LO"), (DicomTag.AccessionNumber, "SH"), (DicomTag.ViewPosition, "CS"), (DicomTag.BodyPartExamined, "CS"),
        (new(0x0008, 0x1030), "LO"), (new(0x0008, 0x103E), "LO"), (new(0x0008, 0x0080), "LO"), (new(0x0008, 0x0090), "PN"), (new(0x0010, 0x4000), "LT"),
        (new(0x0018, 0x1030), "LO"), (DicomTag.StudyInstanceUid, "UI"),
    ];

    /// <summary>At most 64 characters, so that the patient's number is shown whole.</summary>
    public static TheoryData<string> Payloads =>
    [
        "<script>alert(1)</script>", "\"><script>alert(1)</script>", "'><script>alert(1)</script>", "</title><script>alert(1)</script>",
        "</textarea><script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script src=//x.test/a.js></script>", "<img src=x onerror=alert(1)>",
        "\"><img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<body onload=alert(1)>",
        "<iframe src=javascript:alert(1)></iframe>", "<iframe srcdoc='<script>alert(1)</script>'>", "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>",
        "<a href=javascript:alert(1)>film</a>", "<form action=javascript:alert(1)><button>ok</button>", "<input autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)>",
        "<math href=javascript:alert(1)>x</math>", "<meta http-equiv=refresh content='0;url=//x.test'>", "<base href=//x.test/>", "<link rel=stylesheet href=//x.test/a.css>",
        "\" onmouseover=\"alert(1)", "' onfocus='alert(1)' autofocus='", "javascript:alert(1)", "<!--<img src=--><img src=x onerror=alert(1)>",
        "=HYPERLINK(\"http://x.test\",\"film\")", "@SUM(1+1)*cmd|' /C calc'!A0",
    ];

    [Fact]
    public async Task Upload_ScriptsInTags_AreTextInPagesReportsAndAnswers()
    {
        Assert.Equal((30, 12), (Payloads.Count, attributes.Length));
        Services.AddSingleton(Portal.Host.Get<AuditReader>());
        Services.AddSingleton(Portal.Host.Get<AuditCheck>());
        await SignInAsRadiologistAsync();
        using var client = await Portal.Host.ClientAsync(Roles.Radiologist);
        var reader = await Portal.Host.ReaderAsync(Roles.Radiologist);
        foreach (var row in Payloads)
        {
            var payload = row.Data;
            var id = await FilmPortal.UploadAsync(client, Film(payload));
            await FilmPortal.FinishedAsync(client, id);
            Assert.False((await Portal.Host.Get<FlagService>().RaiseAsync(id, new FlagDraft("agree", null, null, payload), reader, CancellationToken.None)).IsRefused);

            using var answer = await client.GetAsync(new Uri($"/api/v1/films/{id}", UriKind.Relative));
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Contains(payload, Texts(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement));
            var page = Render<StudyPage>(p => p.Add(c => c.Id, id));
            page.WaitForAssertion(() => Assert.Contains(payload, page.Find("h1").TextContent, StringComparison.Ordinal));
            AssertHarmless(page.Nodes);
            await AssertHarmlessPdfAsync(client, id, payload);
        }

        var worklist = Render<WorklistPage>();
        worklist.WaitForAssertion(() => Assert.Contains("1–25 of 30", worklist.Markup, StringComparison.Ordinal));
        AssertHarmless(worklist.Nodes);
        var shown = worklist.FindAll("tbody tr").Select(r => r.TextContent).ToList();
        Assert.All(shown, row => Assert.Contains(Payloads, p => row.Contains(p.Data, StringComparison.Ordinal)));
        await AssertHarmlessAuditAsync();
        await AssertHarmlessManifestAsync();
    }

    /// <summary>A spreadsheet runs what begins like a formula.</summary>
    [Theory]
    [MemberData(nameof(Payloads))]
    public void Field_Payload_IsNoFormulaAndOneCell(string payload)
    {
        var cell = Csv.Field(payload);

        var text = cell is ['"', .., '"'] ? cell[1..^1] : cell;
        Assert.DoesNotContain(text[0], "=+-@\t\r");
        if (payload.Contains(',', StringComparison.Ordinal) || payload.Contains('"', StringComparison.Ordinal)) Assert.True(cell is ['"', .., '"']);
    }

    private static byte[] Film(string payload)
    {
        var dicom = new DicomBuilder().Pixels(96, 96, 16, 12, [.. Enumerable.Range(0, 96 * 96).Select(i => 2800 + (i % 96 * 9))]);
        foreach (var (tag, vr) in attributes) dicom.Text(tag, vr, payload);
        return dicom.Build();
    }

    /// <summary>No element and no attribute that can run anything, whatever the page is made of.</summary>
    private static void AssertHarmless(INodeList nodes)
    {
        foreach (var element in nodes.QuerySelectorAll("*"))
        {
            Assert.DoesNotContain(element.LocalName, new[] { "script", "iframe", "object", "embed", "base", "meta", "link", "math" });
            foreach (var attribute in element.Attributes)
            {
                Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase), attribute.Name);
                Assert.False(attribute.Name is "href" or "src" or "action" or "formaction" or "data" && attribute.Value.Contains("javascript:", StringComparison.OrdinalIgnoreCase), attribute.Name);
                Assert.NotEqual("srcdoc", attribute.Name);
            }
        }
    }

    private static async Task AssertHarmlessPdfAsync(HttpClient client, Guid id, string payload)
    {
        var pdf = await client.GetByteArrayAsync(new Uri($"/api/v1/films/{id}/report.pdf", UriKind.Relative));
        foreach (var action in new[] { "/JavaScript", "/JS", "/Launch", "/URI", "/OpenAction" })
            Assert.DoesNotContain(action + " ", Encoding.Latin1.GetString(pdf), StringComparison.Ordinal);
        Assert.Contains(Tight(payload)[..8], Tight(ReportPdfTests.TextOf(pdf)), StringComparison.Ordinal);
    }

    private async Task AssertHarmlessAuditAsync()
    {
        using var auditor = await Portal.Host.ClientAsync(Roles.Auditor);
        var csv = await auditor.GetStringAsync(new Uri("/api/v1/audit.csv", UriKind.Relative));
        Assert.DoesNotContain("alert(1)", csv, StringComparison.Ordinal); // the trail names films by their ids
        Assert.DoesNotMatch(@"(?m)(^|,)""?[=+@]", csv);
        var page = Render<AuditListPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("tbody tr")));
        AssertHarmless(page.Nodes);
        Assert.DoesNotContain("alert(1)", page.Markup, StringComparison.Ordinal);
    }

    private async Task AssertHarmlessManifestAsync()
    {
        var folder = Path.Combine(Portal.Host.DataRoot, "flagged");
        var export = await Portal.Host.Get<FlaggedCases>().ExportAsync(folder, CancellationToken.None);
        Assert.Equal(30, export.Films);
        Assert.Matches(@"\A[a-z0-9,./\-\n]+\z", (await File.ReadAllTextAsync(export.Manifest)).ToLowerInvariant());
    }

    private static string Tight(string text) => new([.. text.Where(c => !char.IsWhiteSpace(c))]);

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Texts(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };
}
