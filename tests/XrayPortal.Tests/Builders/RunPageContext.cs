using System.Security.Claims;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MudBlazor.Services;
using XrayPortal.Accounts;
using XrayPortal.Data;
using XrayPortal.EvaluationRuns;
using XrayPortal.Flags;
using XrayPortal.Models;
using XrayPortal.Networks;
using XrayPortal.Shell;
using XrayPortal.Tests.TrainingRuns;
using XrayPortal.TrainingRuns;
using Xunit;

namespace XrayPortal.Tests.Builders;

/// <summary>The administrator's pages over the services and the database of a real portal beside a scripted engine.</summary>
public abstract class RunPageContext : BunitContext, IAsyncLifetime
{
    private protected TrainingPortal Portal { get; private set; } = null!;

    private protected virtual string EngineMode => "quick";

    private protected virtual void Place(ScriptedEngine engine)
    {
    }

    public async ValueTask InitializeAsync()
    {
        var engine = new ScriptedEngine(EngineMode);
        Place(engine);
        Portal = await TrainingPortal.StartAsync(engine, null, ("Models:Folders:0", Path.Combine(engine.Folder, "models")));
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddScoped<ViewerZone>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Share<ModelRegistry>();
        Share<TrainingRunService>();
        Share<TrainingRunFeed>();
        Share<Engine>();
        Share<NetworkInspector>();
        Share<FlaggedCases>();
        Share<EvaluationRunService>();
        Share<EvaluationRunFeed>();
        Share<HealthCheckService>();
        Share<IDbContextFactory<PortalDb>>();
        Share<DataFolder>();
        Share<TimeProvider>();
        await Portal.Host.Get<ModelRegistry>().LoadedAsync(CancellationToken.None);
        var reader = await Portal.Host.ReaderAsync(Roles.Administrator);
        AddAuthorization().SetAuthorized(reader.Name).SetRoles(Roles.Administrator).SetPolicies(Policies.MayAdminister)
            .SetClaims(new Claim(ClaimTypes.NameIdentifier, reader.Id.ToString()));
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Portal.DisposeAsync();
    }

    private void Share<T>()
        where T : class => Services.AddSingleton(Portal.Host.Get<T>());
}
