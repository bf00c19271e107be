using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using XrayPortal.Accounts;
using XrayPortal.Api;

namespace XrayPortal.Reports;

internal static class ReportEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/films/{id:guid}/report.pdf", GetAsync)
            .RequireAuthorization(Policies.MayDownloadReports)
            .Produces(200, contentType: "application/pdf").ProducesProblem(404).ProducesProblem(409)
            .WithSummary("The report of a film as PDF");

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetAsync(
        Guid id, ClaimsPrincipal user, ReportService reports, CancellationToken cancellationToken)
    {
        var report = await reports.DrawAsync(id, Reader.From(user), cancellationToken);
        return report.Match<Results<FileContentHttpResult, ProblemHttpResult>>(
            pdf => TypedResults.File(pdf, "application/pdf", $"chest-film-report-{id}.pdf"), refusal => Problems.From(refusal));
    }
}
