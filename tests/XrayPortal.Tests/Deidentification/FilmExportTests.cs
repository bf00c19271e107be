using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using XrayPortal.Accounts;
using XrayPortal.Flags;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Tests.DicomWeb;
using XrayPortal.Tests.Films;
using Xunit;

namespace XrayPortal.Tests.Deidentification;

/// <summary>Films leaving the portal: as they are, without identity, and as cases to learn from.</summary>
public sealed class FilmExportTests : IAsyncLifetime
{
    // What a sender wrote into the film that must not leave with it.
    private static readonly string[] identity = ["MUELLER^EVA", "HOSP-4711", "ACC-9031", "DR^WHO", "1.2.826.7", "20260107"];

    private readonly FilmPortal portal = new();
    private HttpClient radiologist = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await portal.InitializeAsync();
        radiologist = await portal.Host.ClientAsync(Roles.Radiologist);
    }

    public async ValueTask DisposeAsync()
    {
        radiologist.Dispose();
        await portal.DisposeAsync();
    }

    [Fact]
    public async Task Export_Radiograph_LeavesWithoutAnythingThatNamesAnybody()
    {
        var (one, other) = (await UploadAsync(Named(1)), await UploadAsync(Named(2)));

        var (first, second) = (await ExportAsync(one, "true"), await ExportAsync(other, "true"));
        var whole = await ExportAsync(one, "false");

        Assert.All(identity, text => Assert.True(whole.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) >= 0, text));
        Assert.All(identity, text => Assert.True(first.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) < 0, text));
        var (clean, cleanToo) = (DicomFile.Open(first, DicomLimits.Default).Dataset, DicomFile.Open(second, DicomLimits.Default).Dataset);
        Assert.Equal(clean.GetStringOrDefault(DicomTag.PatientId), cleanToo.GetStringOrDefault(DicomTag.PatientId)); // one patient, one new name
        Assert.NotEqual(clean.GetStringOrDefault(DicomTag.SopInstanceUid), cleanToo.GetStringOrDefault(DicomTag.SopInstanceUid));
        Assert.Equal("YES", clean.GetStringOrDefault(new DicomTag(0x0012, 0x0062)));
        Assert.Equal(["DICOM without identity", "DICOM"], (await portal.Host.AuditOfAsync(one)).Where(e => e.Action == "film.downloaded").Select(e => e.Detail));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(System.IO.Path.Combine(portal.Host.DataRoot, "deidentification.key")));
    }

    /// <summary>Burned-in text and pictures of other kinds wait until a person has looked; who did is kept, and can be taken back.</summary>
    [Fact]
    public async Task Export_PictureThatMayShowAName_WaitsForAPerson()
    {
        var burned = await UploadAsync(Named(3).Text(new DicomTag(0x0028, 0x0301), "CS", "YES"));
        var png = await FilmPortal.UploadAsync(radiologist, FilmPortal.Png(0.7, seed: 8));
        await FilmPortal.FinishedAsync(radiologist, png);
        using var clinician = await portal.Host.ClientAsync(Roles.Clinician);

        Assert.Equal("deidentification.burned-in", await RefusedAsync(burned));
        Assert.Equal("deidentification.other-kind", await RefusedAsync(png));
        using var forbidden = await clinician.PutAsync(Path(png, "clearance"), null, Cancelled);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        using var cleared = await radiologist.PutAsync(Path(png, "clearance"), null, Cancelled);
        Assert.Equal("DICM"u8.ToArray(), (await ExportAsync(png, "true"))[128..132]);
        using var taken = await radiologist.DeleteAsync(Path(png, "clearance"), Cancelled);
        Assert.Equal("deidentification.other-kind", await RefusedAsync(png));
        Assert.Equal(["film.cleared", "film.clearance-withdrawn"], (await portal.Host.AuditOfAsync(png)).Select(e => e.Action).Where(a => a.StartsWith("film.clear", StringComparison.Ordinal)));
    }

    /// <summary>Cases to learn from: new names for files and patients, the same ones in each export; burned-in text stays out until somebody has looked.</summary>
    [Fact]
    public async Task FlaggedCases_Export_NamesNobody()
    {
        var (one, other) = (await UploadAsync(Named(1).Text(new DicomTag(0x0010, 0x1010), "AS", "093Y")), await UploadAsync(Named(2)));
        var burned = await UploadAsync(Named(3).Text(new DicomTag(0x0028, 0x0301), "CS", "YES"));
        foreach (var film in new[] { one, other, burned })
            Assert.False((await portal.Host.Get<FlagService>().RaiseAsync(film, new FlagDraft("agree"), await portal.Host.ReaderAsync(Roles.Radiologist), Cancelled)).IsRefused);
        var folder = System.IO.Path.Combine(portal.Host.DataRoot, "tmp", "cases");

        var first = await portal.Host.Get<FlaggedCases>().ExportAsync(folder, Cancelled);
        var manifest = await File.ReadAllTextAsync(first.Manifest, Cancelled);
        using var cleared = await radiologist.PutAsync(Path(burned, "clearance"), null, Cancelled);
        var second = await portal.Host.Get<FlaggedCases>().ExportAsync(folder, Cancelled);

        Assert.Equal((2, 1), (first.Films, first.LeftOut));
        Assert.Equal((3, 0), (second.Films, second.LeftOut));
        Assert.All(identity, text => Assert.DoesNotContain(text, manifest, StringComparison.Ordinal));
        var rows = manifest.Split('\n')[1..3].Select(r => r.Split(',')).ToArray();
        Assert.Equal(rows[0][2], rows[1][2]); // one patient
        Assert.Contains(rows[0][2], await File.ReadAllTextAsync(second.Manifest, Cancelled), StringComparison.Ordinal);
        Assert.Contains("90", rows.Select(r => r[5]));
        await using var db = await portal.Host.DbAsync();
        var hashes = db.Films.Select(f => f.Sha256).ToArray();
        Assert.DoesNotContain(hashes, hash => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(f => f.Contains(hash, StringComparison.Ordinal)));
    }

    private static XrayPortal.Imaging.Tests.Builders.DicomBuilder Named(int number) => DicomWebClient.Film(number, 1)
        .Pixels(96, 96, 16, 12, [.. Enumerable.Range(0, 96 * 96).Select(i => 2600 + (i % 96 * 10) + number)])
        .Text(DicomTag.StudyInstanceUid, "UI", $"1.2.826.7.{number}").Text(DicomTag.SeriesInstanceUid, "UI", $"1.2.826.7.{number}.1").Text(DicomTag.SopInstanceUid, "UI", $"1.2.826.7.{number}.1.1")
        .Text(new DicomTag(0x0010, 0x0010), "PN", "MUELLER^EVA").Text(DicomTag.PatientId, "LO", "HOSP-4711").Text(DicomTag.AccessionNumber, "SH", "ACC-9031")
        .Text(new DicomTag(0x0008, 0x0090), "PN", "DR^WHO").Text(DicomTag.StudyDate, "DA", "20260107");

    private static Uri Path(Guid film, string what) => new($"/api/v1/films/{film}/{what}", UriKind.Relative);

    private async Task<Guid> UploadAsync(XrayPortal.Imaging.Tests.Builders.DicomBuilder film)
    {
        var id = await FilmPortal.UploadAsync(radiologist, film.Build(), "film.dcm");
        Assert.Equal("done", (await FilmPortal.FinishedAsync(radiologist, id)).GetProperty("state").GetString());
        return id;
    }

    private async Task<byte[]> ExportAsync(Guid film, string deidentified)
    {
        using var answer = await radiologist.GetAsync(Path(film, $"dicom?deidentified={deidentified}"), Cancelled);
        Assert.Equal("application/dicom", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsByteArrayAsync(Cancelled);
    }

    private async Task<string?> RefusedAsync(Guid film)
    {
        using var answer = await radiologist.GetAsync(Path(film, "dicom"), Cancelled);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("code").GetString();
    }
}
