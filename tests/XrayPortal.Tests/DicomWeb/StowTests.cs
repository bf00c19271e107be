using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.DicomWeb;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Tests.Builders;
using XrayPortal.Tests.Films;
using Xunit;
using static XrayPortal.Tests.DicomWeb.DicomWebClient;

namespace XrayPortal.Tests.DicomWeb;

/// <summary>STOW-RS into the portal, each with a store of its own.</summary>
public sealed class StowTests : IAsyncLifetime
{
    private const string LongBoundary = "0f8fad5b-d9cb-469f-a165-70867728950e-7c9e6679-7425-40de-944b-e07fc1f90ae7";

    private PortalHost portal = null!;
    private HttpClient radiologist = null!;

    public async ValueTask InitializeAsync()
    {
        portal = await PortalHost.StartAsync(settings: new()
        {
            ["DicomWeb:MaxInstancesPerRequest"] = "5",
            ["DicomWeb:MaxRequestBytes"] = "3000000",
            ["Films:MaxFileBytes"] = "1500000",
        });
        radiologist = await portal.ClientAsync(Roles.Radiologist);
    }

    public async ValueTask DisposeAsync()
    {
        radiologist.Dispose();
        await portal.DisposeAsync();
    }

    [Fact]
    public async Task Store_TwoFilms_AreKeptAndNamedWithTheirAddresses()
    {
        using var answer = await radiologist.StoreAsync(Film(1, 1).Build(), Film(1, 2).Build());

        var module = await answer.JsonAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(JsonType, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"{portal.Address}dicom-web/studies/{Study(1)}", module.Text("00081190"));
        Assert.Equal([Instance(1, 1), Instance(1, 2)], module.Values("00081199").Select(item => item.Text("00081155")));
        Assert.Equal($"{portal.Address}dicom-web/studies/{Study(1)}/series/{Series(1)}/instances/{Instance(1, 2)}", module.Values("00081199")[1].Text("00081190"));
        Assert.Empty(module.Values("00081198"));
        Assert.Equal(2, await FilmsAsync());
        await using var db = await portal.DbAsync();
        Assert.Equal(2, await db.AuditEvents.CountAsync(e => e.Action == "film.uploaded"));
        Assert.True((await db.Films.FirstAsync(f => f.SopInstanceUid == Instance(1, 1))).FileName == $"{Instance(1, 1)}.dcm");
    }

    [Fact]
    public async Task Store_SameBytesAgain_AreStoredOnce()
    {
        using var first = await radiologist.StoreAsync(Film(1, 1).Build());
        using var again = await radiologist.StoreAsync(Film(1, 1).Build());

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(1, await FilmsAsync());
    }

    [Fact]
    public async Task Store_SameIdentifierOtherBytes_IsRefusedAsDuplicateAndAudited()
    {
        using var first = await radiologist.StoreAsync(Film(1, 1).Build());
        using var other = await radiologist.StoreAsync(Film(1, 1, patient: "P-2").Build());

        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Equal([0x0111], (await other.JsonAsync()).Failures());
        Assert.Equal(1, await FilmsAsync());
        Assert.Contains(await portal.AuditOfAsync(""), e => e is { Action: "film.refused", Detail: "stow.duplicate", ActorName: "test-radiologist" });
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(portal.DataRoot, "tmp")));
    }

    [Fact]
    public async Task Store_SameIdentifierOtherBytesAtTheSameMoment_OnlyOneIsKept()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => radiologist.StoreAsync(Film(1, 1, patient: $"P-{i}").Build())));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(1, await FilmsAsync());
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task Store_SomeUnfit_AnswersWithReasonsInstanceByInstance()
    {
        var report = Film(1, 2).Text(DicomTag.SopClassUid, "UI", DicomUID.ComprehensiveSRStorage.Uid)
            .Without(DicomTag.Rows).Without(DicomTag.Columns).Without(DicomTag.PixelData);
        var nameless = Film(1, 3).Without(DicomTag.SeriesInstanceUid);
        var video = Film(1, 4);
        video.TransferSyntax = "1.2.840.10008.1.2.4.102";

        using var answer = await radiologist.StoreAsync(Film(1, 1).Build(), report.Build(), nameless.Build(), video.Build(), FilmPortal.Png(0.5));

        var module = await answer.JsonAsync();
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal([Instance(1, 1)], module.Values("00081199").Select(item => item.Text("00081155")));
        Assert.Equal([0x0122, 0xA900, 0xC122, 0xC001], module.Failures());
        Assert.Equal([Instance(1, 2), Instance(1, 3), Instance(1, 4), null], module.Values("00081198").Select(item => item.Text("00081155")));
        Assert.Equal(DicomUID.ComprehensiveSRStorage.Uid, module.Values("00081198")[0].Text("00081150"));
        Assert.Equal(1, await FilmsAsync());
    }

    [Fact]
    public async Task Store_ToAStudy_TakesItsObjectsAlone()
    {
        using var answer = await radiologist.PostAsync(
            new Uri($"/dicom-web/studies/{Study(1)}", UriKind.Relative), Parts(Film(1, 1).Build(), Film(2, 1).Build()));
        using var nonsense = await radiologist.PostAsync(new Uri("/dicom-web/studies/1.2.x", UriKind.Relative), Parts(Film(1, 1).Build()));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal([0xA901], (await answer.JsonAsync()).Failures());
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
    }

    [Fact]
    public async Task Store_FilmTooLarge_IsRefusedAloneAndTheRestIsKept()
    {
        var large = Film(1, 1).Raw(new DicomTag(0x0029, 0x1010), "OB", new byte[1_600_000]).Build();

        using var answer = await radiologist.StoreAsync(large, Film(1, 2).Build());

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal([0xA701], (await answer.JsonAsync()).Failures());
    }

    [Theory]
    [InlineData("multipart/related; type=application/dicom; boundary=b", "--b\r\n\r\n@\r\n--b--\r\n", 200)] // no quotes, no part type
    [InlineData("multipart/related; boundary=\"b\"; type=\"application/dicom\"", "preamble\r\n--b\r\nContent-Type: application/dicom; transfer-syntax=1.2.840.10008.1.2.1\r\nX-Other: 1\r\n\r\n@\r\n--b--\r\nepilogue", 200)]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=ORTHANC", "--ORTHANC\r\nContent-Type: application/dicom\r\n\r\n@\r\n--ORTHANC--\r\n", 200)] // two UUIDs: longer than RFC 2046 allows
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=b", "--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n", 409)]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=b", "--b\r\nContent-Type: application/dicom\r\n\r\n@", 400)] // broken off
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=b", "--other\r\n\r\n@\r\n--other--\r\n", 400)]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=b", "--b--\r\n", 400)]
    [InlineData("multipart/related; type=\"application/dicom\"; boundary=b", "", 400)]
    [InlineData("multipart/related; type=\"application/dicom\"", "--b--\r\n", 415)] // no boundary
    [InlineData("multipart/related; type=\"application/dicom+json\"; boundary=b", "--b--\r\n", 415)]
    [InlineData("multipart/form-data; boundary=b", "--b--\r\n", 415)]
    [InlineData("application/dicom", "@", 415)]
    public async Task Store_OddForms_AreTakenOrRefusedAndNothingStaysBehind(string contentType, string form, int status)
    {
        (contentType, form) = (contentType.Replace("ORTHANC", LongBoundary, StringComparison.Ordinal), form.Replace("ORTHANC", LongBoundary, StringComparison.Ordinal));
        using var body = new ByteArrayContent([.. form.Split('@').SelectMany((piece, i) => (byte[])[.. i > 0 ? Film(1, 1).Build() : [], .. Encoding.ASCII.GetBytes(piece)])]);
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var answer = await radiologist.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative), body);

        Assert.Equal(status, (int)answer.StatusCode);
        if (status is 400 or 415) Assert.StartsWith("dicomweb.", (await answer.JsonAsync()).GetProperty("code").GetString(), StringComparison.Ordinal);
        Assert.Equal(status == 200 ? 1 : 0, await FilmsAsync());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(portal.DataRoot, "tmp")));
    }

    [Fact]
    public async Task Store_TooManyOrTooMuch_IsRefusedAsAWhole()
    {
        using var many = await radiologist.StoreAsync([.. Enumerable.Range(1, 6).Select(i => Film(1, i).Build())]);
        byte[] Large(int i) => Film(2, i).Raw(new DicomTag(0x0029, 0x1010), "OB", new byte[1_200_000]).Build();
        using var much = await radiologist.StoreAsync(Large(1), Large(2), Large(3));

        Assert.Equal((HttpStatusCode)413, many.StatusCode);
        Assert.Equal("dicomweb.too-many-instances", (await many.JsonAsync()).GetProperty("code").GetString());
        Assert.Equal((HttpStatusCode)413, much.StatusCode);
        Assert.Equal("dicomweb.request-too-large", (await much.JsonAsync()).GetProperty("code").GetString());
        Assert.Equal(0, await FilmsAsync());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(portal.DataRoot, "tmp")));
    }

    [Fact]
    public async Task Store_AnswerWantedAsXml_IsNotAcceptable()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/dicom-web/studies", UriKind.Relative)) { Content = Parts(Film(1, 1).Build()) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/dicom+xml"));

        using var answer = await radiologist.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotAcceptable, answer.StatusCode);
        Assert.Equal(0, await FilmsAsync());
    }

    [Fact]
    public void Reasons_EveryRefusalOfADicomFile_HaveANumberOfTheirOwn()
    {
        var refusals = ((Type[])[typeof(DicomRefusals), typeof(StowRefusals)])
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => field.GetValue(null)).OfType<Refusal>())
            .Append(DicomRefusals.TransferSyntax(DicomTransferSyntax.ExplicitVRLittleEndian))
            .Append(DicomRefusals.CodecMissing(DicomTransferSyntax.ExplicitVRLittleEndian, "package"))
            .Append(DicomRefusals.Attribute(DicomTag.Rows));

        Assert.Empty(refusals.Select(refusal => refusal.Code).Except(StowFailures.Reasons.Keys));
        Assert.Equal(StowFailures.Reasons.Count, StowFailures.Reasons.Values.Distinct().Count());
    }

    private async Task<int> FilmsAsync()
    {
        await using var db = await portal.DbAsync();
        return await db.Films.CountAsync();
    }
}
