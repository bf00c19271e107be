using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Tests.Builders;
using Xunit;
using static XrayPortal.Tests.DicomWeb.DicomWebClient;

namespace XrayPortal.Tests.DicomWeb;

/// <summary>Clients and archives of others against the portal's DICOMweb services; skipped where they are not installed.</summary>
public sealed class PeerTests(PortalHost portal) : IClassFixture<PortalHost>
{
    // Makes two objects with pydicom, stores them with Python's own HTTP, fetches them back and reads them.
    private const string Script = """
        import http.client, io, json, sys
        import numpy, pydicom
        from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
        from pydicom.uid import ExplicitVRLittleEndian, generate_uid
        host, token = sys.argv[1], sys.argv[2]
        study, series, sent = generate_uid(), generate_uid(), {}
        for number in (1, 2):
            meta = FileMetaDataset()
            meta.TransferSyntaxUID = ExplicitVRLittleEndian
            meta.MediaStorageSOPClassUID = '1.2.840.10008.5.1.4.1.1.1.1'
            meta.MediaStorageSOPInstanceUID = generate_uid()
            ds = FileDataset(None, {}, file_meta=meta, preamble=b'\0' * 128)
            ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
            ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.Modality = study, series, 'DX'
            ds.SpecificCharacterSet, ds.PatientName, ds.PatientID = 'ISO_IR 192', 'Müller^Jörg', 'PEER-1'
            ds.StudyDate = '20260105'
            ds.Rows, ds.Columns, ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8, 8, 16, 12, 11
            ds.SamplesPerPixel, ds.PixelRepresentation, ds.PhotometricInterpretation = 1, 0, 'MONOCHROME2'
            ds.PixelData = (numpy.arange(64, dtype='<u2') * number).tobytes()
            ds.is_little_endian, ds.is_implicit_VR = True, False
            out = io.BytesIO(); ds.save_as(out, write_like_original=False)
            sent[ds.SOPInstanceUID] = out.getvalue()
        body = b''.join(b'--x\r\nContent-Type: application/dicom\r\n\r\n' + one + b'\r\n' for one in sent.values()) + b'--x--'
        def call(method, path, body=None, **headers):
            connection = http.client.HTTPConnection(host)
            connection.request(method, '/dicom-web' + path, body, {'Authorization': 'Bearer ' + token, **{k.replace('_', '-'): v for k, v in headers.items()}})
            answer = connection.getresponse()
            return answer.status, answer.read()
        status, said = call('POST', '/studies/' + study, body, Content_Type='multipart/related; type=application/dicom; boundary=x')
        assert status == 200, (status, said)
        assert [i['00081155']['Value'][0] for i in json.loads(said)['00081199']['Value']] == list(sent), said
        status, said = call('GET', '/instances?PatientID=PEER-1&includefield=all', Accept='application/dicom+json')
        assert status == 200 and {i['00080018']['Value'][0] for i in json.loads(said)} == set(sent), said
        for uid, stored in sent.items():
            path = '/studies/%s/series/%s/instances/%s' % (study, series, uid)
            status, given = call('GET', path, Accept='application/dicom; transfer-syntax=*')
            assert status == 200 and given == stored, status
            status, said = call('GET', path + '/metadata')
            metadata = Dataset.from_json(json.loads(said)[0])
            original = pydicom.dcmread(io.BytesIO(stored), stop_before_pixels=True)
            assert metadata.PatientName == original.PatientName and metadata.Rows == 8, metadata
            missing = {e.tag for e in original} - {e.tag for e in metadata}
            assert not missing, missing
        """;

    [Fact]
    public async Task PythonClient_StoreSearchAndFetch_GivesBackWhatItStored()
    {
        await Peer.SkipWithoutPydicomAsync();

        var (exitCode, error) = await Peer.RunAsync(
            Peer.Python, "-c", Script, portal.Address.Authority, await portal.TokenAsync(Roles.Radiologist));

        Assert.True(exitCode == 0, error);
    }

    [Fact]
    public async Task Orthanc_StoresAndFetches_TheSameFilms()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var orthanc = await StartAsync(cancellationToken);
        using var radiologist = await portal.ClientAsync(Roles.Radiologist);
        List<string> ids = [];
        for (var i = 1; i <= 3; i++) ids.Add(await orthanc.StoreAsync(Whole(11, i), cancellationToken));

        using var sent = await PostAsync(orthanc, "stow", new { Resources = ids });
        using var again = await PostAsync(orthanc, "stow", new { Resources = ids });

        Assert.True(sent.IsSuccessStatusCode && again.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync(cancellationToken));
        await using (var db = await portal.DbAsync()) Assert.Equal(3, await db.Films.CountAsync(f => f.StudyInstanceUid == Study(11), cancellationToken));
        for (var i = 1; i <= 3; i++)
        {
            using var given = await radiologist.FetchAsync($"studies/{Study(11)}/series/{Series(11)}/instances/{Instance(11, i)}", "application/dicom; transfer-syntax=*");
            Assert.Equal(await orthanc.Http.GetByteArrayAsync($"/instances/{ids[i - 1]}/file", cancellationToken), await given.Content.ReadAsByteArrayAsync(cancellationToken));
        }

        (await radiologist.StoreAsync(Whole(12, 1))).EnsureSuccessStatusCode();
        using var fetched = await PostAsync(orthanc, "retrieve", new { Resources = new[] { new { Study = Study(12) } } });
        Assert.True(fetched.IsSuccessStatusCode, await fetched.Content.ReadAsStringAsync(cancellationToken));
        using var found = JsonDocument.Parse(await orthanc.Http.GetStringAsync($"/dicom-web/instances?StudyInstanceUID={Study(12)}", cancellationToken));
        Assert.Equal(Instance(12, 1), Assert.Single(found.RootElement.EnumerateArray()).Text("00080018"));
    }

    [Fact]
    public async Task Orthanc_AskedForTheSameFilm_AnswersTheSame()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var orthanc = await StartAsync(cancellationToken);
        using var radiologist = await portal.ClientAsync(Roles.Radiologist);
        await orthanc.StoreAsync(Whole(13, 1), cancellationToken);
        (await radiologist.StoreAsync(Whole(13, 1))).EnsureSuccessStatusCode();
        // Where they are fetched from, which each says of itself, and what Orthanc says beyond the standard.
        string[] own = ["00081190", "00080054", "7FE00010", "00080005"];

        foreach (var path in (string[])[$"studies?StudyInstanceUID={Study(13)}", $"studies/{Study(13)}/series", $"studies/{Study(13)}/instances", $"studies/{Study(13)}/metadata"])
        {
            using var ours = await radiologist.FetchAsync(path);
            using var theirs = JsonDocument.Parse(await orthanc.Http.GetStringAsync($"/dicom-web/{path}", cancellationToken));
            var (mine, other) = ((await ours.JsonAsync())[0], theirs.RootElement[0]);

            foreach (var attribute in other.EnumerateObject().Where(a => !own.Contains(a.Name)))
            {
                if (path.Contains("metadata", StringComparison.Ordinal)) Assert.True(mine.TryGetProperty(attribute.Name, out _), $"{path} lacks {attribute.Name}");
                Assert.Equal(Said(other, attribute.Name), Said(mine, attribute.Name) is { Length: > 0 } said ? said : Said(other, attribute.Name));
            }

            foreach (var tag in (string[])["0020000D", "00100020", "00080060", "00080061", "0020000E", "00080018", "00080016", "00280010", "00201206", "00201208", "00201209"])
            {
                if (other.TryGetProperty(tag, out _)) Assert.Equal(Said(other, tag), Said(mine, tag));
            }
        }
    }

    private static string Said(JsonElement dataset, string tag) => string.Join('\\', dataset.Values(tag).Select(value => value.ToString()));

    /// <summary>A film with a whole header, as archives want it.</summary>
    private static byte[] Whole(int study, int instance) =>
        new DicomFile(DicomFile.Open(Film(study, instance).Build(), DicomLimits.Default).Dataset).Save();

    private async Task<OrthancPeer> StartAsync(CancellationToken cancellationToken) =>
        await OrthancPeer.StartWithDicomWebAsync(new Uri(portal.Address, "/dicom-web/"), await portal.TokenAsync(Roles.Radiologist), cancellationToken);

    // With its length: Orthanc reads no chunked bodies.
    private static Task<HttpResponseMessage> PostAsync(OrthancPeer orthanc, string what, object body) => orthanc.Http.PostAsync(
        new Uri($"/dicom-web/servers/portal/{what}", UriKind.Relative), new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"));
}
