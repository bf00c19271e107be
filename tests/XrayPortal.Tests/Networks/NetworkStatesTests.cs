using Bunit;
using XrayPortal.Networks;
using Xunit;

namespace XrayPortal.Tests.Networks;

/// <summary>What the pages say where the engine is not as it should be; each engine here is a script of a line or two.</summary>
public sealed class NetworkStatesTests : NetworkPageContext
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrayportal-engine-").FullName;

    private protected override string EnginePath => Path.Combine(folder, "engine.sh");

    [Fact]
    public void Pages_EngineMissing_SayWhatToDo()
    {
        var list = Render<NetworksPage>();
        var page = Render<NetworkPage>(p => p.Add(x => x.Name, "lenet5"));

        list.WaitForAssertion(() => Assert.Contains("is not on this machine", list.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains("TrainingRuns:Engine", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Empty(list.FindAll("table"));
    }

    [Fact]
    public void List_EngineStillBuilding_SaysThatItIsAsked()
    {
        Script("exec sleep 600");

        var page = Render<NetworksPage>();

        Assert.Contains("takes some minutes", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public void List_EngineRefuses_SaysItsSentence()
    {
        Script("echo 'torch.not-loaded: libtorch does not load here.' >&2; exit 1");

        var page = Render<NetworksPage>();

        page.WaitForAssertion(() => Assert.Equal("libtorch does not load here.", page.Find("[role=alert]").TextContent.Trim()));
    }

    [Fact]
    public void List_EngineBroken_SaysItsLastWords()
    {
        Script("echo 'Segmentation fault' >&2; exit 139");

        var page = Render<NetworksPage>();

        page.WaitForAssertion(() => Assert.Contains("Segmentation fault", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void List_EngineOfAnotherVersion_SaysSo()
    {
        Script("echo not-json");

        var page = Render<NetworksPage>();

        page.WaitForAssertion(() => Assert.Contains("version may differ", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inspect_NameThatIsNoName_NeverReachesTheEngine()
    {
        Script("touch \"$(dirname \"$0\")/called\"");

        var result = await Host.Get<NetworkInspector>().InspectAsync(NetworkRequest.Of("--help"), CancellationToken.None);

        Assert.Equal("networks.no-such-network", result.Refusal?.Code);
        Assert.False(File.Exists(Path.Combine(folder, "called")));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private void Script(string line)
    {
        File.WriteAllText(EnginePath, $"#!/bin/bash\n{line}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(EnginePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
