using System.Net;
using XrayPortal.Accounts;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Tests.Builders;
using XrayPortal.Tests.Builders;
using Xunit;
using static XrayPortal.Tests.DicomWeb.DicomWebClient;

namespace XrayPortal.Tests.DicomWeb;

/// <summary>A disk that is full: a file system of 1 MiB in memory, where this account may mount one.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly string data = Directory.CreateTempSubdirectory("xrayportal-full-").FullName;
    private bool isMounted;

    private string Uploads => Path.Combine(data, "tmp");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Uploads);
        isMounted = Peer.Has("mount") && (await Peer.RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", Uploads)).ExitCode == 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (isMounted) await Peer.RunAsync("umount", Uploads);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Store_NoSpaceForOneObject_RefusesItAndKeepsTheOther()
    {
        Assert.SkipUnless(isMounted, "This account may not mount a file system.");
        await using var portal = await PortalHost.StartAsync(dataRoot: data);
        using var radiologist = await portal.ClientAsync(Roles.Radiologist);

        using var answer = await radiologist.StoreAsync(Film(1, 1).Raw(new DicomTag(0x0029, 0x1010), "OB", new byte[2_000_000]).Build(), Film(1, 2).Build());

        var module = await answer.JsonAsync();
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal([0xA700], module.Failures());
        Assert.Equal(Instance(1, 2), Assert.Single(module.Values("00081199")).Text("00081155"));
        using var given = await radiologist.FetchAsync($"studies/{Study(1)}", "application/dicom; transfer-syntax=*");
        Assert.Equal(Film(1, 2).Build(), await given.Content.ReadAsByteArrayAsync());
        Assert.Empty(Directory.EnumerateFiles(Uploads));
    }
}
