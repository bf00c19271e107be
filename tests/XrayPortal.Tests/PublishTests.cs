using System.Diagnostics;
using System.Net;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests;

/// <summary>The published program stands alone: what lies in the top-level wwwroot is served by it.</summary>
public sealed class PublishTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrayportal-publish-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Publish_Portal_ServesItsAssetsAndIsReady()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("XRAYPORTAL_FULL") == "1", "Publishing takes a minute: set XRAYPORTAL_FULL=1 for it.");
        var cancellation = TestContext.Current.CancellationToken;
        var program = Path.Combine(folder, "program");
        using (var publish = Start("dotnet", "publish", Path.Combine("src", "XrayPortal"), "-c", "Release", "-o", program, "-nodeReuse:false", "-v", "quiet"))
        {
            var said = await publish.StandardOutput.ReadToEndAsync(cancellation);
            await publish.WaitForExitAsync(cancellation);
            Assert.True(publish.ExitCode == 0, said);
        }

        using var portal = Start(Path.Combine(program, "XrayPortal"), "serve", "--urls", "http://127.0.0.1:0", "--data", Path.Combine(folder, "data"));
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(portal, cancellation) };

            var style = await client.GetStringAsync(new Uri("/css/portal.css", UriKind.Relative), cancellation);
            using var library = await client.GetAsync(new Uri("/_content/MudBlazor/MudBlazor.min.css", UriKind.Relative), cancellation);

            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "wwwroot", "css", "portal.css"), cancellation), style);
            Assert.Equal(HttpStatusCode.OK, library.StatusCode);
            Assert.True(File.Exists(Path.Combine(program, "wwwroot", "js", "viewer.js")));
            await Films.Eventually.TrueAsync(async () =>
            {
                using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellation);
                return ready.StatusCode == HttpStatusCode.OK;
            });
        }
        finally
        {
            portal.Kill(entireProcessTree: true);
            await portal.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<Uri> AddressAsync(Process portal, CancellationToken cancellation)
    {
        const string words = "XrayPortal listens on ";
        while (await portal.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (!line.StartsWith(words, StringComparison.Ordinal)) continue;
            _ = portal.StandardOutput.ReadToEndAsync(cancellation); // or its console would fill up
            return new Uri(line[words.Length..]);
        }

        throw new InvalidOperationException("The published portal ended at start.");
    }

    /// <summary>In the repository's root, where the models are.</summary>
    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = Repository.Root,
        RedirectStandardOutput = true,
        UseShellExecute = false,
    }) ?? throw new InvalidOperationException($"{program} did not start.");
}
