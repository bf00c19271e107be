using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Films;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Tests.Builders;
using Xunit;
using static XrayPortal.Tests.Films.FilmPortal;

namespace XrayPortal.Tests.Films;

/// <summary>Every film has a study, a series and an instance, from its file or derived of it.</summary>
public sealed class FilmIdentityTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("xrayportal-identity-").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task Upload_Dicom_HasTheIdentifiersAndFactsOfItsHeaderAtOnce()
    {
        await using var portal = new FilmPortal { WithoutModel = true };
        await portal.InitializeAsync();
        using var radiologist = await portal.Host.ClientAsync(Roles.Radiologist);
        var file = new DicomBuilder().Text(DicomTag.StudyInstanceUid, "UI", "1.2.3").Text(DicomTag.SeriesInstanceUid, "UI", "1.2.3.4")
            .Text(DicomTag.SopInstanceUid, "UI", "1.2.3.4.5").Text(DicomTag.SopClassUid, "UI", DicomUID.DigitalXRayImageStorageForPresentation.Uid)
            .Text(DicomTag.PatientId, "LO", "P-1").Text(DicomTag.AccessionNumber, "SH", "A-1").Text(DicomTag.Modality, "CS", "DX")
            .Text(DicomTag.StudyDate, "DA", "20260102");

        var film = await FilmAsync(portal.Host, await UploadAsync(radiologist, file.Build(), "film.dcm"));

        Assert.Equal(("1.2.3", "1.2.3.4", "1.2.3.4.5"), (film.StudyInstanceUid, film.SeriesInstanceUid, film.SopInstanceUid));
        Assert.Equal(DicomUID.DigitalXRayImageStorageForPresentation.Uid, film.SopClassUid);
        Assert.Equal(DicomTransferSyntax.ExplicitVRLittleEndian.Uid, film.TransferSyntaxUid);
        Assert.Equal(("P-1", "A-1", "DX", new DateOnly(2026, 1, 2)), (film.PatientReference, film.Accession, film.Modality, film.StudyDate));
    }

    [Fact]
    public async Task Upload_PictureOrDicomWithoutIdentifiers_GetsThoseOfItsBytes()
    {
        await using var portal = new FilmPortal { WithoutModel = true };
        await portal.InitializeAsync();
        using var radiologist = await portal.Host.ClientAsync(Roles.Radiologist);

        var picture = await FilmAsync(portal.Host, await UploadAsync(radiologist, Png(0.5)));
        var bare = await FilmAsync(portal.Host, await UploadAsync(radiologist, new DicomBuilder().Text(DicomTag.StudyInstanceUid, "UI", "not one").Build()));

        foreach (var film in (Film[])[picture, bare])
        {
            string[] uids = [film.StudyInstanceUid, film.SeriesInstanceUid, film.SopInstanceUid];
            Assert.All(uids, uid => Assert.True(DicomUID.IsValid(uid)));
            Assert.Equal(uids, ((string[])["study", "series", "instance"]).Select(part => DicomUIDGenerator.OfContent(film.Sha256, part)));
            Assert.Equal(3, uids.Distinct().Count());
            Assert.Equal(DicomUID.SecondaryCaptureImageStorage.Uid, film.SopClassUid);
        }

        Assert.Null(picture.TransferSyntaxUid);
    }

    [Fact]
    public async Task Start_FilmsOfAnOlderVersion_GetTheIdentifiersOfTheirFiles()
    {
        Guid dicom, picture;
        await using (var host = await PortalHost.StartAsync(dataRoot: data))
        {
            using var radiologist = await host.ClientAsync(Roles.Radiologist);
            dicom = await UploadAsync(radiologist, new DicomBuilder().Text(DicomTag.SopInstanceUid, "UI", "1.2.3").Build());
            picture = await UploadAsync(radiologist, Png(0.5));
            await using var db = await host.DbAsync();
            await db.Films.ExecuteUpdateAsync(s => s.SetProperty(f => f.StudyInstanceUid, "").SetProperty(f => f.SeriesInstanceUid, "")
                .SetProperty(f => f.SopInstanceUid, "").SetProperty(f => f.SopClassUid, ""));
        }

        await using var later = await PortalHost.StartAsync(dataRoot: data);

        var film = await FilmAsync(later, dicom);
        Assert.Equal(("1.2.3", DicomUIDGenerator.OfContent(film.Sha256, "study")), (film.SopInstanceUid, film.StudyInstanceUid));
        film = await FilmAsync(later, picture);
        Assert.Equal(DicomUIDGenerator.OfContent(film.Sha256, "instance"), film.SopInstanceUid);
    }

    private static async Task<Film> FilmAsync(PortalHost host, Guid id)
    {
        await using var db = await host.DbAsync();
        return await db.Films.AsNoTracking().SingleAsync(f => f.Id == id);
    }
}
