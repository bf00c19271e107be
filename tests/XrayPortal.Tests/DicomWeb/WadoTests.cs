using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using XrayPortal.Accounts;
using XrayPortal.Films;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Tests.Films;
using Xunit;
using static XrayPortal.Tests.DicomWeb.DicomWebClient;

namespace XrayPortal.Tests.DicomWeb;

/// <summary>WADO-RS over the portal's films.</summary>
public sealed class WadoTests(ThreeStudies studies) : IClassFixture<ThreeStudies>
{
    private const string Multipart = "multipart/related; type=\"application/dicom\"";

    private static string One(int study, int instance) => $"studies/{Study(study)}/series/{Series(study)}/instances/{Instance(study, instance)}";

    [Theory]
    [InlineData(Multipart + "; transfer-syntax=*")]
    [InlineData("multipart/related; type=application/dicom")]
    [InlineData("*/*")]
    [InlineData(null)]
    public async Task Instance_FilmThatCameByDicom_IsGivenAsItCame(string? accept)
    {
        using var answer = await studies.Clinician.FetchAsync(One(1, 2), accept);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var part = Assert.Single(await PartsAsync(answer));
        Assert.Equal($"application/dicom; transfer-syntax={DicomTransferSyntax.ExplicitVRLittleEndian.Uid}", part.Type);
        Assert.Equal(Film(1, 2).Build(), part.Bytes);
    }

    [Fact]
    public async Task StudyAndSeries_SeveralFilms_AreAllGiven()
    {
        foreach (var path in (string[])[$"studies/{Study(1)}", $"studies/{Study(1)}/series/{Series(1)}"])
        {
            using var answer = await studies.Clinician.FetchAsync(path);

            Assert.Equal([Film(1, 1).Build(), Film(1, 2).Build()], (await PartsAsync(answer)).Select(part => part.Bytes));
        }
    }

    [Fact]
    public async Task Instance_Picture_IsGivenAsSecondaryCaptureTheSameEachTime()
    {
        var film = await PictureAsync();
        var path = $"studies/{film.StudyInstanceUid}/series/{film.SeriesInstanceUid}/instances/{film.SopInstanceUid}";

        using var answer = await studies.Clinician.FetchAsync(path, "application/dicom");
        using var again = await studies.Clinician.FetchAsync(path, "application/dicom");

        var bytes = await answer.Content.ReadAsByteArrayAsync();
        var file = DicomFile.Open(bytes, DicomLimits.Default);
        Assert.Equal(bytes, await again.Content.ReadAsByteArrayAsync());
        Assert.Equal(film.SopInstanceUid, file.FileMetaInfo.MediaStorageSopInstanceUid);
        Assert.Equal(DicomUID.SecondaryCaptureImageStorage.Uid, file.Dataset.GetStringOrDefault(DicomTag.SopClassUid));
        Assert.Equal(
            FilmDecoder.Decode(FilmPortal.Png(0.5), DecodeLimits.Default).Value.Image.Pixels, FilmDecoder.Decode(bytes, DecodeLimits.Default).Value.Image.Pixels);
    }

    [Fact]
    public async Task Instance_OtherForms_AreWrittenAnewDecompressedOrNotAcceptable()
    {
        using var radiologist = await studies.Host.ClientAsync(Roles.Radiologist);
        var implicitFilm = Film(5, 1);
        implicitFilm.TransferSyntax = DicomTransferSyntax.ImplicitVRLittleEndian.Uid;
        var compressed = Film(5, 2).Encapsulated("1.2.840.10008.1.2.5", [Rle()]);
        var cutOff = Film(5, 3).Encapsulated("1.2.840.10008.1.2.5", [Rle()[..60]]);
        var jpeg = Film(5, 4).Encapsulated("1.2.840.10008.1.2.4.50", [[0xFF, 0xD8, 0xFF, 0xD9]]);
        (await radiologist.StoreAsync(implicitFilm.Build(), compressed.Build(), cutOff.Build(), jpeg.Build())).EnsureSuccessStatusCode();

        using var plain = await studies.Clinician.FetchAsync(One(5, 1), Multipart);
        using var stored = await studies.Clinician.FetchAsync(One(5, 1), Multipart + "; transfer-syntax=*");
        using var asItIs = await studies.Clinician.FetchAsync(One(5, 2), Multipart + "; transfer-syntax=*");
        using var decompressed = await studies.Clinician.FetchAsync(One(5, 2), Multipart);
        using var damaged = await studies.Clinician.FetchAsync(One(5, 3), Multipart);
        using var lossy = await studies.Clinician.FetchAsync(One(5, 4), Multipart);
        using var recompressed = await studies.Clinician.FetchAsync(One(5, 2), Multipart + "; transfer-syntax=1.2.840.10008.1.2.4.90");
        using var xml = await studies.Clinician.FetchAsync(One(5, 1), "application/dicom+xml");

        var explicitLittle = $"application/dicom; transfer-syntax={DicomTransferSyntax.ExplicitVRLittleEndian.Uid}";
        var rewritten = Assert.Single(await PartsAsync(plain));
        Assert.Equal(explicitLittle, rewritten.Type);
        Assert.Equal(DicomTransferSyntax.ExplicitVRLittleEndian.Uid, DicomFile.Open(rewritten.Bytes, DicomLimits.Default).FileMetaInfo.TransferSyntaxUid);
        Assert.Equal(Pixels(implicitFilm.Build()), Pixels(rewritten.Bytes));
        Assert.Equal(implicitFilm.Build(), Assert.Single(await PartsAsync(stored)).Bytes);
        Assert.Equal(compressed.Build(), Assert.Single(await PartsAsync(asItIs)).Bytes);
        var plainCells = Assert.Single(await PartsAsync(decompressed));
        Assert.Equal(explicitLittle, plainCells.Type);
        Assert.Equal(RleCells, Pixels(plainCells.Bytes));
        Assert.Equal(("application/dicom; transfer-syntax=1.2.840.10008.1.2.5", cutOff.Build()), Assert.Single(await PartsAsync(damaged)), Same);
        Assert.Equal(("application/dicom; transfer-syntax=1.2.840.10008.1.2.4.50", jpeg.Build()), Assert.Single(await PartsAsync(lossy)), Same);
        Assert.Equal([HttpStatusCode.NotAcceptable, HttpStatusCode.NotAcceptable], [recompressed.StatusCode, xml.StatusCode]);
    }

    [Fact]
    public async Task Instance_FileWithoutIdentifiersOrMeta_IsCompleted()
    {
        using var radiologist = await studies.Host.ClientAsync(Roles.Radiologist);
        var bare = Film(6, 1).Without(DicomTag.SeriesInstanceUid);
        bare.WithMeta = false;
        var id = await FilmPortal.UploadAsync(radiologist, bare.Build());
        var film = (await studies.Host.Get<FilmReading>().FindAsync(id, CancellationToken.None)).Value.Film;

        using var answer = await studies.Clinician.FetchAsync($"studies/{Study(6)}", Multipart + "; transfer-syntax=*");

        var file = DicomFile.Open(Assert.Single(await PartsAsync(answer)).Bytes, DicomLimits.Default);
        Assert.Equal(film.SeriesInstanceUid, file.Dataset.GetStringOrDefault(DicomTag.SeriesInstanceUid));
        Assert.Equal(Instance(6, 1), file.FileMetaInfo.MediaStorageSopInstanceUid);
    }

    [Fact]
    public async Task Metadata_OfFilmAndPicture_IsDicomJsonWithoutPixels()
    {
        var film = await PictureAsync();
        using var ofFilm = await studies.Clinician.FetchAsync(One(1, 1) + "/metadata");
        using var ofStudy = await studies.Clinician.FetchAsync($"studies/{Study(1)}/metadata");
        using var ofPicture = await studies.Clinician.FetchAsync($"studies/{film.StudyInstanceUid}/metadata");

        var metadata = (await ofFilm.JsonAsync())[0];
        Assert.Equal(JsonType, ofFilm.Content.Headers.ContentType?.MediaType);
        Assert.Equal([Instance(1, 1), "P-1", "12"], [metadata.Text("00080018"), metadata.Text("00100020"), metadata.Text("00280101")]);
        Assert.False(metadata.TryGetProperty("7FE00010", out _));
        Assert.Equal(2, (await ofStudy.JsonAsync()).GetArrayLength());
        Assert.Equal([film.SopInstanceUid, "96"], [(await ofPicture.JsonAsync())[0].Text("00080018"), (await ofPicture.JsonAsync())[0].Text("00280010")]);
    }

    [Fact]
    public async Task Rendered_ByAccept_IsJpegOrPng()
    {
        using var jpeg = await studies.Clinician.FetchAsync(One(1, 1) + "/rendered");
        using var png = await studies.Clinician.FetchAsync(One(1, 1) + "/frames/1/rendered", "image/png");
        using var gif = await studies.Clinician.FetchAsync(One(1, 1) + "/rendered", "image/gif");
        using var quality = await studies.Clinician.FetchAsync(One(1, 1) + "/rendered?quality=101");

        Assert.Equal("image/jpeg", jpeg.Content.Headers.ContentType?.MediaType);
        Assert.Equal((FilmFormat.Jpeg, 4, 2), HeaderOf(await jpeg.Content.ReadAsByteArrayAsync()));
        Assert.Equal("image/png", png.Content.Headers.ContentType?.MediaType);
        Assert.Equal((FilmFormat.Png, 4, 2), HeaderOf(await png.Content.ReadAsByteArrayAsync()));
        Assert.Equal([HttpStatusCode.NotAcceptable, HttpStatusCode.BadRequest], [gif.StatusCode, quality.StatusCode]);
    }

    [Fact]
    public async Task Frames_First_AreTheStoredCellsOrTheCodestream()
    {
        using var radiologist = await studies.Host.ClientAsync(Roles.Radiologist);
        (await radiologist.StoreAsync(Film(7, 1).Encapsulated("1.2.840.10008.1.2.5", [Rle()]).Build())).EnsureSuccessStatusCode();

        using var cells = await studies.Clinician.FetchAsync(One(1, 1) + "/frames/1", "multipart/related; type=\"application/octet-stream\"");
        using var codestream = await studies.Clinician.FetchAsync(One(7, 1) + "/frames/1", "multipart/related; type=\"image/dicom-rle\"");
        using var decoded = await studies.Clinician.FetchAsync(One(7, 1) + "/frames/1", "multipart/related; type=\"application/octet-stream\"");
        using var jpeg = await studies.Clinician.FetchAsync(One(7, 1) + "/frames/1", "multipart/related; type=\"image/jpeg\"");
        using var second = await studies.Clinician.FetchAsync(One(1, 1) + "/frames/2");

        Assert.Equal(Pixels(Film(1, 1).Build()), Assert.Single(await PartsAsync(cells)).Bytes);
        var part = Assert.Single(await PartsAsync(codestream));
        Assert.Equal("image/dicom-rle", part.Type);
        Assert.Equal(Rle(), part.Bytes);
        Assert.Equal(RleCells, Assert.Single(await PartsAsync(decoded)).Bytes);
        Assert.Equal([HttpStatusCode.NotAcceptable, HttpStatusCode.NotFound], [jpeg.StatusCode, second.StatusCode]);
    }

    [Fact]
    public async Task Retrieve_WhatIsNotHere_IsNotFound()
    {
        foreach (var path in (string[])["studies/1.2.3", $"studies/{Study(1)}/series/1.2.3", $"studies/{Study(2)}/series/{Series(1)}/instances/{Instance(1, 1)}", "studies/1.2.3/metadata"])
        {
            using var answer = await studies.Clinician.FetchAsync(path);

            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("dicomweb.not-found", (await answer.JsonAsync()).GetProperty("code").GetString());
        }
    }

    private static (FilmFormat, int, int) HeaderOf(byte[] file)
    {
        var header = FilmHeader.Read(file, file.Length, DecodeLimits.Default).Value;
        return (header.Format, header.Width, header.Height);
    }

    private static byte[] Pixels(byte[] file)
    {
        Assert.True(DicomFile.Open(file, DicomLimits.Default).Dataset.TryGetBytes(DicomTag.PixelData, out var bytes));
        return bytes.ToArray();
    }

    /// <summary>A 4 × 2 film of 16 bits, all of one grey.</summary>
    private static byte[] Rle()
    {
        var frame = new byte[68];
        BitConverter.TryWriteBytes(frame.AsSpan(0), 2);
        BitConverter.TryWriteBytes(frame.AsSpan(4), 64);
        BitConverter.TryWriteBytes(frame.AsSpan(8), 66);
        ((byte[])[0xF9, 1, 0xF9, 2]).CopyTo(frame, 64);
        return frame;
    }

    /// <summary>What it holds: 0x0102 eight times.</summary>
    private static byte[] RleCells => [.. Enumerable.Repeat((byte[])[2, 1], 8).SelectMany(cell => cell)];

    private static bool Same((string Type, byte[] Bytes) one, (string Type, byte[] Bytes) other) => one.Type == other.Type && one.Bytes.SequenceEqual(other.Bytes);

    private static async Task<List<(string Type, byte[] Bytes)>> PartsAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var type = MediaTypeHeaderValue.Parse(answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("multipart/related", type.MediaType.Value);
        var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).Value!, await answer.Content.ReadAsStreamAsync());
        var parts = new List<(string, byte[])>();
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            using var bytes = new MemoryStream();
            await section.Body.CopyToAsync(bytes);
            parts.Add((section.ContentType!, bytes.ToArray()));
        }

        return parts;
    }

    private async Task<Film> PictureAsync() => (await studies.Host.Get<FilmReading>().FindAsync(studies.Picture, CancellationToken.None)).Value.Film;
}
