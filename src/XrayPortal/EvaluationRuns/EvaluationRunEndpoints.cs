using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using XrayPortal.Accounts;
using XrayPortal.Api;
using XrayPortal.Data;

namespace XrayPortal.EvaluationRuns;

/// <summary>An evaluation run as the API shows it.</summary>
public sealed record EvaluationRunView(
    Guid Id, string State, string ModelName, string ModelVersion, string DataPath, string? Split, string StartedBy, DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt, string? Message, EvaluationRequest Request, JsonElement? Metrics, IReadOnlyList<string> Files)
{
    internal static EvaluationRunView From(EvaluationRun run) => new(
        run.Id, KebabEnum.Text(run.State), run.ModelName, run.ModelVersion, run.DataPath, run.Split, run.StartedByName, run.CreatedAt,
        run.FinishedAt, run.Message, EvaluationRequest.Read(run.Folder), run.MetricsJson is null ? null : JsonElement.Parse(run.MetricsJson),
        EvaluationFigures.Read(run) is { } summary ? [.. EvaluationRunFiles.Downloads.Concat(EvaluationTables.Of(summary)).Select(f => $"{ApiSlice.BasePath}/evaluation-runs/{run.Id}/files/{f}")] : []);
}

internal static class EvaluationRunEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/evaluation-runs").RequireAuthorization(Policies.MayAdminister);
        runs.MapPost("", StartAsync).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).WithSummary("Measure a model version on a labelled set");
        runs.MapGet("/{id:guid}", GetAsync).ProducesProblem(404).WithSummary("An evaluation run with its figures");
        runs.MapGet("/{id:guid}/files/{name}", FileAsync).ProducesProblem(404).WithSummary("Scores, figures and plots of a run");
    }

    private static async Task<Results<Accepted<EvaluationRunView>, ProblemHttpResult>> StartAsync(
        EvaluationDraft draft, ClaimsPrincipal user, EvaluationRunService runs, CancellationToken cancellationToken)
    {
        var result = await runs.StartAsync(draft, Reader.From(user), cancellationToken);
        return result.Match<Results<Accepted<EvaluationRunView>, ProblemHttpResult>>(
            run => TypedResults.Accepted($"{ApiSlice.BasePath}/evaluation-runs/{run.Id}", EvaluationRunView.From(run)), refusal => Problems.From(refusal));
    }

    private static async Task<Results<Ok<EvaluationRunView>, ProblemHttpResult>> GetAsync(Guid id, EvaluationRunService runs, CancellationToken cancellationToken)
    {
        var result = await runs.FindAsync(id, cancellationToken);
        return result.Match<Results<Ok<EvaluationRunView>, ProblemHttpResult>>(
            run => TypedResults.Ok(EvaluationRunView.From(run)), refusal => Problems.From(refusal));
    }

    private static async Task<Results<PhysicalFileHttpResult, FileContentHttpResult, ProblemHttpResult>> FileAsync(
        Guid id, string name, EvaluationRunService runs, CancellationToken cancellationToken)
    {
        if (EvaluationTables.Knows(name))
        {
            return (await runs.TableAsync(id, name, cancellationToken)).Match<Results<PhysicalFileHttpResult, FileContentHttpResult, ProblemHttpResult>>(
                csv => TypedResults.File(Encoding.UTF8.GetBytes(csv), "text/csv", name), refusal => Problems.From(refusal));
        }

        var file = await runs.FileAsync(id, name, cancellationToken);
        return file.Match<Results<PhysicalFileHttpResult, FileContentHttpResult, ProblemHttpResult>>(
            found => TypedResults.PhysicalFile(found.Path, found.Type), refusal => Problems.From(refusal));
    }
}
