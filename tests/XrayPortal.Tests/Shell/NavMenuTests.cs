using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using XrayPortal.Accounts;
using XrayPortal.Shell;
using Xunit;

namespace XrayPortal.Tests.Shell;

public sealed class NavMenuTests : BunitContext, IAsyncLifetime
{
    public NavMenuTests()
    {
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(Policies.MayRead, "/", "/tokens")]
    [InlineData(Policies.MayAudit, "/audit", "/tokens")]
    [InlineData(Policies.MayUpload, "/upload", "/archives", "/tokens")]
    [InlineData(Policies.MayAdminister, "/models", "/training-runs", "/evaluation-runs", "/networks", "/pull-rules", "/accounts", "/system", "/tokens")]
    public void NavMenu_Policy_ShowsOnlyWhatItOpens(string policy, params string[] links)
    {
        AddAuthorization().SetAuthorized("anna").SetPolicies(policy);

        var menu = Render<NavMenu>();

        Assert.Equal(links.Order(), menu.FindAll("a").Select(a => a.GetAttribute("href")!).Order());
    }
}
