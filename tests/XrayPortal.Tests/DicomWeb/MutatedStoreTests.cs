using System.Net;
using XrayPortal.Accounts;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Tests.Builders;
using Xunit;
using static XrayPortal.Tests.DicomWeb.DicomWebClient;

namespace XrayPortal.Tests.DicomWeb;

/// <summary>Damaged objects, many to a request: each is stored or refused by itself, and whatever was stored is given out without a fault.</summary>
public sealed class MutatedStoreTests(PortalHost portal) : IClassFixture<PortalHost>
{
    private const int Requests = 12;
    private const int ObjectsEach = 25;
    private const int Seed = 16;

    [Fact]
    public async Task Store_DamagedObjects_AreAnsweredOneByOneAndNeverBreakThePortal()
    {
        using var radiologist = await portal.ClientAsync(Roles.Radiologist);
        var chance = new Random(Seed);
        List<string> faults = [];
        var (stored, refused, instance) = (0, 0, 0);
        for (var request = 0; request < Requests; request++)
        {
            using var answer = await radiologist.StoreAsync([.. Enumerable.Range(0, ObjectsEach).Select(_ => Damaged(++instance, chance))]);
            if ((int)answer.StatusCode is not (200 or 202 or 409))
            {
                faults.Add($"request {request}: {answer.StatusCode}");
                continue;
            }

            var module = await answer.JsonAsync();
            var kept = module.Values("00081199");
            Assert.Equal(ObjectsEach, kept.Count + module.Failures().Count);
            (stored, refused) = (stored + kept.Count, refused + module.Failures().Count);
            foreach (var one in kept) await FetchAsync(radiologist, new Uri(one.Text("00081190")!).AbsolutePath["/dicom-web/".Length..], faults);
        }

        Assert.Empty(faults);
        Assert.True(stored > 20 && refused > 20, $"{stored} stored, {refused} refused: the damage is too small or too large to tell anything");
    }

    private static byte[] Damaged(int instance, Random chance)
    {
        var film = Film(40, instance);
        if (instance % 3 == 1) film.TransferSyntax = DicomTransferSyntax.ImplicitVRLittleEndian.Uid;
        if (instance % 3 == 2) film.Encapsulated("1.2.840.10008.1.2.5", [[2, 0, 0, 0, 64, 0, 0, 0, 66, 0, 0, 0, .. new byte[52], 0xF9, 1, 0xF9, 2]]);
        var file = film.Build();
        if (chance.Next(6) == 0) return file[..chance.Next(file.Length)];
        for (var change = chance.Next(1, 5); change > 0; change--) file[chance.Next(file.Length)] = (byte)chance.Next(256);
        return file;
    }

    private static async Task FetchAsync(HttpClient client, string path, List<string> faults)
    {
        foreach (var (what, accept) in ((string, string?)[])[("", null), ("", "application/dicom; transfer-syntax=*"), ("/metadata", null), ("/frames/1", null), ("/rendered", null)])
        {
            using var answer = await client.FetchAsync(path + what, accept);
            var size = (await answer.Content.ReadAsByteArrayAsync()).Length;
            if (answer.StatusCode == HttpStatusCode.InternalServerError || size == 0) faults.Add($"{path}{what} {accept}: {answer.StatusCode}");
        }
    }
}
