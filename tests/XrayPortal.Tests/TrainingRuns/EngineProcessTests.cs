using System.Diagnostics;
using XrayPortal.TrainingRuns;
using Xunit;

namespace XrayPortal.Tests.TrainingRuns;

public sealed class EngineProcessTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("xrayportal-run-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task EndOrphan_EngineOfADeadPortal_IsEnded()
    {
        var folder = new TrainingRunFolder(root);
        using var left = EngineProcess.Start("/bin/sleep", ["600"], folder, _ => { });
        var id = int.Parse((await File.ReadAllTextAsync(folder.ProcessId)).Split(' ')[0]);

        await EngineProcess.EndOrphanAsync(folder, TimeSpan.FromSeconds(5), CancellationToken.None);

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
        Assert.False(File.Exists(folder.ProcessId));
    }

    [Fact]
    public async Task EndOrphan_NumberTakenByAnotherProcess_LeavesItAlone()
    {
        var folder = new TrainingRunFolder(root);
        await File.WriteAllTextAsync(folder.ProcessId, $"{Environment.ProcessId} 1");

        await EngineProcess.EndOrphanAsync(folder, TimeSpan.FromSeconds(5), CancellationToken.None);

        Assert.False(File.Exists(folder.ProcessId)); // and this process is still here to say so
    }

    [Fact]
    public async Task Wait_EngineThatEnds_HasReadItsLastLineAndItsLastError()
    {
        var lines = new List<string>();
        using var process = EngineProcess.Start("/bin/sh", ["-c", "echo one; echo two; echo oh >&2; exit 3"], new TrainingRunFolder(root), lines.Add);

        var code = await process.WaitAsync(CancellationToken.None);

        Assert.Equal(3, code);
        Assert.Equal(["one", "two"], lines);
        Assert.Equal("oh", process.LastError);
    }
}
