using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using XrayPortal.Accounts;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Accounts;

/// <summary>Default deny, for every endpoint that is mapped, whoever maps it.</summary>
public sealed partial class AccessMatrixTests(PortalHost portal) : IClassFixture<PortalHost>
{
    private static readonly string[] readers = [Roles.Radiologist, Roles.Clinician, Roles.Adjudicator, Roles.Administrator];

    private static readonly Dictionary<string, string[]> allowed = new(StringComparer.Ordinal)
    {
        [Policies.MayUpload] = [Roles.Radiologist],
        [Policies.MayRead] = readers,
        [Policies.MayFetchDicom] = [Roles.Radiologist, Roles.Clinician, Roles.Adjudicator],
        [Policies.MayFlag] = [Roles.Radiologist, Roles.Adjudicator],
        [Policies.MayDownloadReports] = readers,
        [Policies.MayAdminister] = [Roles.Administrator],
        [Policies.MayAudit] = [Roles.Auditor, Roles.Administrator],
        [Policies.SignedIn] = [.. Roles.All],
    };

    // Beside static files, these alone answer somebody who is not signed in.
    private static readonly string[] open =
    [
        "/Account/Login", "/Account/AccessDenied", "/Account/Setup", "/Account/External", "/Account/External/Back", "/not-found",
        "/health/live", "/health/ready", "/openapi/{documentName}.json",
    ];

    [Fact]
    public void Endpoints_AllOfThem_NameAPolicyOrAreOpenOnPurpose()
    {
        var undecided = Endpoints()
            .Where(e => !IsFile(e) && e.Metadata.GetMetadata<IAuthorizeData>()?.Policy is null && e.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(Path).Where(p => !p.StartsWith("/_blazor", StringComparison.Ordinal) && !p.StartsWith("/_framework", StringComparison.Ordinal));
        var openByAccident = Endpoints()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null && !IsFile(e)).Select(Path).Except(open);

        Assert.Empty(undecided);
        Assert.Empty(openByAccident);
    }

    [Fact]
    public async Task Calls_EveryRole_AreForbiddenOutsideTheRoleAndNowhereElse()
    {
        var wrong = new List<string>();
        foreach (var role in Roles.All)
        {
            using var client = await portal.ClientAsync(role);
            foreach (var (call, policy) in Calls())
            {
                // A permitted call that changes something would change it: those are proved where they live.
                if (allowed[policy].Contains(role) && call.Method != HttpMethod.Get) continue;
                using var request = Request(call);
                var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var forbidden = answer.StatusCode == HttpStatusCode.Forbidden;
                if (forbidden == allowed[policy].Contains(role) || answer.StatusCode == HttpStatusCode.Unauthorized)
                    wrong.Add($"{role} {call.Method} {call.Path}: {answer.StatusCode}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Calls_NobodySignedIn_AreProblemsWithStatus401()
    {
        foreach (var (call, _) in Calls())
        {
            using var request = Request(call);
            var answer = await portal.Anonymous.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task Call_OutsideTheRole_IsAudited()
    {
        using var client = await portal.ClientAsync(Roles.Clinician);

        await client.GetAsync(new Uri("/api/v1/audit", UriKind.Relative));

        Assert.Contains(
            await portal.AuditOfAsync("GET /api/v1/audit"),
            e => e is { Action: "access.denied", ActorName: "test-clinician", Outcome: "refused" });
    }

    [Fact]
    public async Task Page_NobodySignedIn_LeadsToSignIn()
    {
        var answer = await portal.Anonymous.GetAsync(new Uri("/audit", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/Account/Login", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OutsideTheRole_LeadsToAccessDenied()
    {
        using var browser = await portal.SignedInAsync(Roles.Clinician);

        var answer = await browser.GetAsync(new Uri("/accounts", UriKind.Relative));

        Assert.Equal("/Account/AccessDenied", answer.Headers.Location!.AbsolutePath);
    }

    [Fact]
    public async Task Call_ByCookieWithoutRequestHeader_IsRefused()
    {
        using var browser = await portal.SignedInAsync(Roles.Radiologist);

        var forged = await browser.PostAsync(new Uri("/api/v1/nowhere", UriKind.Relative), null);
        browser.DefaultRequestHeaders.Add("X-Requested-With", "XrayPortal");
        var ours = await browser.PostAsync(new Uri("/api/v1/nowhere", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.NotEqual(HttpStatusCode.BadRequest, ours.StatusCode);
    }

    // Routing looks at the content type before authorization looks at the role.
    private static HttpRequestMessage Request((HttpMethod Method, string Path) call) => new(call.Method, call.Path)
    {
        Content = call.Method == HttpMethod.Get ? null : new StringContent("{}", Encoding.UTF8, "application/json"),
    };

    private static string Path(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    private static bool IsFile(RouteEndpoint endpoint) =>
        endpoint.Metadata.OfType<object>().Any(m => m.GetType().Name == "StaticAssetDescriptor")
        || Path(endpoint) == "/{**path:file}"
        || System.IO.Path.HasExtension(endpoint.RoutePattern.RawText) && !Path(endpoint).StartsWith("/openapi", StringComparison.Ordinal);

    private IEnumerable<RouteEndpoint> Endpoints() =>
        portal.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    private IEnumerable<((HttpMethod Method, string Path) Call, string Policy)> Calls() =>
        from endpoint in Endpoints()
        let path = Path(endpoint)
        where path.StartsWith("/api/v1/", StringComparison.Ordinal) || path.StartsWith("/dicom-web/", StringComparison.Ordinal)
        let policy = endpoint.Metadata.GetMetadata<IAuthorizeData>()!.Policy
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select ((new HttpMethod(method), Fill(path)), policy);

    private static string Fill(string path) =>
        Parameter().Replace(path, m => m.Value switch
        {
            _ when m.Value.Contains(":guid", StringComparison.Ordinal) => Guid.Empty.ToString(),
            _ when m.Value.StartsWith("{version", StringComparison.Ordinal) => "9.9.9",
            _ => "1",
        });

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
