using System.Net;
using System.Text.Json;
using XrayPortal.Accounts;
using XrayPortal.Networks;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Networks;

/// <summary>Over real Kestrel: who may open the pages, and pictures that the real engine draws.</summary>
public sealed class NetworkEndpointTests : IAsyncLifetime
{
    private PortalHost host = null!;

    public async ValueTask InitializeAsync() =>
        host = await PortalHost.StartAsync(settings: new(StringComparer.Ordinal) { ["TrainingRuns:Engine"] = BuiltEngine.Program });

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("/networks")]
    [InlineData("/networks/lenet5")]
    public async Task Pages_AreForAdministratorsOnly(string path)
    {
        using var administrator = await host.SignedInAsync(Roles.Administrator);
        using var radiologist = await host.SignedInAsync(Roles.Radiologist);

        using var open = await administrator.GetAsync(new Uri(path, UriKind.Relative));
        using var closed = await radiologist.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, closed.StatusCode);
    }

    [Fact]
    public async Task Draw_RealEngine_PicturesAreServedToAdministrators()
    {
        BuiltEngine.Need();
        var request = NetworkRequest.Of("mnist-cnn");
        var weights = host.Get<WeightsAtHand>().For("mnist-cnn", imageNet: false)[^1];
        using var administrator = await host.ClientAsync(Roles.Administrator);
        using var radiologist = await host.ClientAsync(Roles.Radiologist);

        var drawn = await host.Get<NetworkInspector>().DrawAsync(request, weights, PictureWish.EffectiveField, film: null, CancellationToken.None);

        var picture = Assert.Single(drawn.Value.Pictures);
        Assert.InRange(drawn.Value.EffectiveSide!.Value, 2, 8);
        var png = await administrator.GetByteArrayAsync(new Uri(picture.Address, UriKind.Relative));
        Assert.Equal("\u0089PNG", System.Text.Encoding.Latin1.GetString(png, 0, 4));
        using var refused = await radiologist.GetAsync(new Uri(picture.Address, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Picture_NotKept_Is404WithItsCode()
    {
        using var administrator = await host.ClientAsync(Roles.Administrator);

        using var answer = await administrator.GetAsync(new Uri($"/api/v1/networks/pictures/{Guid.CreateVersion7()}/0", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("networks.no-such-picture", JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Draw_ImpossibleChange_IsTheEnginesRefusal()
    {
        BuiltEngine.Need();
        var request = NetworkRequest.Of("lenet5");
        request = request with { Changes = request.Changes.SetItem(new LayerSetting(4, "kernel"), 20) };

        var drawn = await host.Get<NetworkInspector>().DrawAsync(request, new WeightsChoice("random", "", []), PictureWish.Features, film: null, CancellationToken.None);

        Assert.Equal("inspect.nothing-left", drawn.Refusal?.Code);
    }
}
