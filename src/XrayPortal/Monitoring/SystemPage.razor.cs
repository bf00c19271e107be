using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Models;

namespace XrayPortal.Monitoring;

/// <summary>Health, queue, disk, device and versions; looks again every few seconds while it is open.</summary>
public sealed partial class SystemPage(
    HealthCheckService checks, IDbContextFactory<PortalDb> databases, ModelRegistry models, DataFolder folder, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource leaving = new();
    private HealthReport? health;
    private SystemCounts counts = SystemCounts.None;
    private DiskSpace disk = new(0, 0);
    private string database = "";
    private Task looking = Task.CompletedTask;

    private static string PortalVersion =>
        typeof(SystemPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static string OnnxVersion => Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetVersionString();

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        await looking;
        leaving.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        await LookAsync();
        looking = LookAgainAsync();
    }

    private static string Words(WorkKind kind) => kind switch
    {
        WorkKind.Film => "Films",
        WorkKind.Training => "Training runs",
        WorkKind.Evaluation => "Evaluation runs",
        WorkKind.Transfer => "Results for archives",
        WorkKind.Pull => "Pull rules",
    };

    private static string Gigabytes(long bytes) => $"{bytes / (1024.0 * 1024 * 1024):0.0} GiB";

    private async Task LookAgainAsync()
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(leaving.Token))
            {
                await LookAsync();
                await InvokeAsync(StateHasChanged);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is left.
        }
    }

    private async Task LookAsync()
    {
        health = await checks.CheckHealthAsync(leaving.Token);
        counts = await SystemCounts.ReadAsync(databases, leaving.Token);
        disk = DiskSpace.Of(folder);
        await using var db = await databases.CreateDbContextAsync(leaving.Token);
        database = db.Database.IsNpgsql() ? "PostgreSQL" : "SQLite";
    }
}
