using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XrayPortal.Accounts;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Tests.Builders;
using XrayPortal.Tests.Films;
using Xunit;
using static XrayPortal.Tests.DicomWeb.DicomWebClient;

namespace XrayPortal.Tests.DicomWeb;

/// <summary>A portal with three studies: 1 with two films of patient P-1, 2 with one of P-2 (CR), and one that came as PNG.</summary>
public sealed class ThreeStudies : IAsyncLifetime
{
    public PortalHost Host { get; private set; } = null!;

    public HttpClient Clinician { get; private set; } = null!;

    internal LogLines Lines { get; } = new();

    public Guid Picture { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Host = await PortalHost.StartAsync(builder => builder.Services.AddSingleton<ILoggerProvider>(Lines));
        Clinician = await Host.ClientAsync(Roles.Clinician);
        using var radiologist = await Host.ClientAsync(Roles.Radiologist);
        foreach (var film in (byte[][])[Film(1, 1).Build(), Film(1, 2).Build(), Film(2, 1, patient: "P-2").Text(DicomTag.Modality, "CS", "CR").Build()])
            (await radiologist.StoreAsync(film)).EnsureSuccessStatusCode();
        Picture = await FilmPortal.UploadAsync(radiologist, FilmPortal.Png(0.5));
    }

    public async ValueTask DisposeAsync()
    {
        Clinician.Dispose();
        await Host.DisposeAsync();
        Lines.Dispose();
    }
}

/// <summary>QIDO-RS over the portal's films.</summary>
public sealed class QidoTests(ThreeStudies studies) : IClassFixture<ThreeStudies>
{
    [Fact]
    public async Task Studies_AllOfThem_AreGivenLatestFirstWithTheAttributesOfTheStandard()
    {
        using var answer = await studies.Clinician.FetchAsync("studies");

        var found = await answer.JsonAsync();
        var first = found[2];
        Assert.Equal(JsonType, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(3, found.GetArrayLength());
        Assert.Equal([Study(2), Study(1)], [found[1].Text("0020000D"), first.Text("0020000D")]);
        Assert.Equal(["20260101", "A-1", "ONLINE", "DX", "P-1", "1", "2"],
            ((string[])["00080020", "00080050", "00080056", "00080061", "00100020", "00201206", "00201208"]).Select(tag => first.Text(tag)));
        Assert.Equal($"{studies.Host.Address}dicom-web/studies/{Study(1)}", first.Text("00081190"));
        foreach (var tag in (string[])["00080030", "00080090", "00100010", "00100030", "00200010"]) Assert.False(first.GetProperty(tag).TryGetProperty("Value", out _));
        Assert.Equal("OT", found[0].Text("00080061"));
    }

    [Theory]
    [InlineData("PatientID=P-1", "1")]
    [InlineData("PatientID=P-*", "2,1")]
    [InlineData("PatientID=P-?", "2,1")]
    [InlineData("PatientID=P_*", "")]
    [InlineData("00100020=P-2", "2")]
    [InlineData("PatientID=", "picture,2,1")]
    [InlineData("AccessionNumber=A-1", "1")]
    [InlineData("StudyDate=20260101", "1")]
    [InlineData("StudyDate=20260102-", "2")]
    [InlineData("StudyDate=-20260101", "1")]
    [InlineData("StudyDate=20260101-20260102", "2,1")]
    [InlineData("ModalitiesInStudy=CR", "2")]
    [InlineData("ModalitiesInStudy=OT", "picture")]
    [InlineData("StudyInstanceUID=1.2.826.1,1.2.826.2", "2,1")]
    [InlineData("StudyInstanceUID=1.2.826.1&StudyInstanceUID=1.2.826.2", "2,1")]
    [InlineData("SOPInstanceUID=1.2.826.1.1.2", "1")]
    [InlineData("PatientID=P-1&ModalitiesInStudy=CR", "")]
    [InlineData("limit=1&offset=1", "2")]
    [InlineData("offset=7", "")]
    [InlineData("PatientID=P-1&includefield=all&includefield=00081030,StudyDescription", "1")]
    public async Task Studies_Filtered_AreThoseThatMatch(string query, string expected)
    {
        using var answer = await studies.Clinician.FetchAsync($"studies?{query}");

        var found = (await answer.JsonAsync()).EnumerateArray().Select(study => study.Text("0020000D")!)
            .Select(uid => uid == Study(1) ? "1" : uid == Study(2) ? "2" : "picture");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected, string.Join(',', found));
    }

    [Theory]
    [InlineData("NoSuchAttribute=1", "dicomweb.unknown-attribute")]
    [InlineData("12345678=1", "dicomweb.unknown-attribute")]
    [InlineData("StudyDate=yesterday", "dicomweb.query")]
    [InlineData("StudyDate=-", "dicomweb.query")]
    [InlineData("StudyInstanceUID=1.2.*", "dicomweb.query")]
    [InlineData("limit=0", "dicomweb.query")]
    [InlineData("offset=-1", "dicomweb.query")]
    public async Task Studies_BadQuery_IsRefused(string query, string code)
    {
        using var answer = await studies.Clinician.FetchAsync($"studies?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Studies_WhatIsNotMatchedHere_IsSaidInWarnings()
    {
        using var answer = await studies.Clinician.FetchAsync("studies?PatientName=Doe*&StudyDescription=x&fuzzymatching=true&limit=2");

        var warnings = answer.Headers.GetValues("Warning").ToList();
        Assert.Equal(2, (await answer.JsonAsync()).GetArrayLength());
        Assert.Contains(warnings, w => w.Contains("fuzzymatching parameter is not supported", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.Contains("PatientName, StudyDescription", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.Contains("additional results", StringComparison.Ordinal));
        Assert.All(warnings, w => Assert.StartsWith($"299 {studies.Host.Address}dicom-web: ", w, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Series_OfAStudyAndOfAll_HaveTheirLevelsAttributes()
    {
        using var ofStudy = await studies.Clinician.FetchAsync($"studies/{Study(1)}/series");
        using var all = await studies.Clinician.FetchAsync("series?Modality=CR");

        var series = (await ofStudy.JsonAsync())[0];
        Assert.Equal(["DX", Series(1), Study(1), "2"], ((string[])["00080060", "0020000E", "0020000D", "00201209"]).Select(tag => series.Text(tag)));
        var relational = Assert.Single((await all.JsonAsync()).EnumerateArray());
        Assert.Equal([Series(2), "P-2"], [relational.Text("0020000E"), relational.Text("00100020")]);
    }

    [Fact]
    public async Task Instances_OfEveryAddress_HaveTheirLevelsAttributes()
    {
        using var ofSeries = await studies.Clinician.FetchAsync($"studies/{Study(1)}/series/{Series(1)}/instances?SOPInstanceUID={Instance(1, 2)}");
        using var ofStudy = await studies.Clinician.FetchAsync($"studies/{Study(1)}/instances");
        using var all = await studies.Clinician.FetchAsync("instances");
        using var none = await studies.Clinician.FetchAsync("studies/1.2.3/instances");

        var instance = (await ofSeries.JsonAsync())[0];
        Assert.Equal([DicomUID.DigitalXRayImageStorageForPresentation.Uid, Instance(1, 2), "2", "4", DicomTransferSyntax.ExplicitVRLittleEndian.Uid],
            ((string[])["00080016", "00080018", "00280010", "00280011", "00083002"]).Select(tag => instance.Text(tag)));
        Assert.Equal(2, (await ofStudy.JsonAsync()).GetArrayLength());
        Assert.Equal(4, (await all.JsonAsync()).GetArrayLength());
        Assert.Equal(0, (await none.JsonAsync()).GetArrayLength());
    }

    [Fact]
    public async Task Search_ForAPatient_IsAuditedByKeywordAndLoggedNowhere()
    {
        using var answer = await studies.Clinician.FetchAsync("studies?PatientID=P-SECRET-77&StudyDate=19991231");

        var audit = await studies.Host.AuditOfAsync("studies");
        Assert.Contains(audit, e => e is { Action: "dicom-web.searched", ActorName: "test-clinician", Detail: "0 found by PatientID, StudyDate" });
        Assert.DoesNotContain(studies.Lines.All, line => line.Contains("P-SECRET-77", StringComparison.Ordinal) || line.Contains("19991231", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Instances_OneIdentifierTwice_IsTheFirstFilm()
    {
        await using var portal = await PortalHost.StartAsync();
        using var radiologist = await portal.ClientAsync(Roles.Radiologist);
        var first = await FilmPortal.UploadAsync(radiologist, Film(1, 1).Build());
        await FilmPortal.UploadAsync(radiologist, Film(1, 1, patient: "P-2").Build());

        using var found = await radiologist.FetchAsync("instances");
        using var given = await radiologist.FetchAsync($"studies/{Study(1)}/series/{Series(1)}/instances/{Instance(1, 1)}", "application/dicom");

        Assert.Equal("P-1", Assert.Single((await found.JsonAsync()).EnumerateArray()).Text("00100020"));
        Assert.Equal(Film(1, 1).Build(), await given.Content.ReadAsByteArrayAsync());
        Assert.Contains(await portal.AuditOfAsync(first), e => e is { Action: "film.downloaded", Detail: "DICOM object" });
    }
}
