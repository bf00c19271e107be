using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using XrayPortal.Accounts;
using XrayPortal.Api;
using XrayPortal.Imaging;

namespace XrayPortal.TrainingRuns;

internal static class TrainingRunEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/training-runs").RequireAuthorization(Policies.MayAdminister);
        runs.MapPost("", StartAsync).ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(503).WithSummary("Start a training run");
        runs.MapGet("/{id:guid}", GetAsync).ProducesProblem(404).WithSummary("A training run with its epochs so far");
        runs.MapGet("/{id:guid}/log", LogAsync).Produces(200, contentType: "application/x-ndjson").ProducesProblem(404).WithSummary("The engine's log, JSON lines");
        runs.MapPost("/{id:guid}/stop", StopAsync).ProducesProblem(404).ProducesProblem(409).WithSummary("Stop a training run with a checkpoint");
        runs.MapPost("/{id:guid}/resume", ResumeAsync).ProducesProblem(404).ProducesProblem(409).WithSummary("Let a stopped run go on from its checkpoint");
    }

    private static async Task<Results<Accepted<TrainingRunView>, ProblemHttpResult>> StartAsync(
        TrainingDraft draft, ClaimsPrincipal user, TrainingRunService runs, CancellationToken cancellationToken) =>
        Answer(await runs.StartAsync(draft, Reader.From(user), cancellationToken));

    private static async Task<Results<Ok<TrainingRunView>, ProblemHttpResult>> GetAsync(Guid id, TrainingRunService runs, CancellationToken cancellationToken)
    {
        var run = await runs.FindAsync(id, cancellationToken);
        if (run.IsRefused) return Problems.From(run.Refusal);
        return TypedResults.Ok(TrainingRunView.From(run.Value, await runs.SnapshotAsync(run.Value, cancellationToken)));
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> LogAsync(Guid id, TrainingRunService runs, CancellationToken cancellationToken)
    {
        var log = await runs.LogAsync(id, cancellationToken);
        if (log.IsRefused) return Problems.From(log.Refusal);
        return TypedResults.Text(string.Concat(log.Value.Select(line => line + "\n")), "application/x-ndjson");
    }

    private static async Task<Results<Accepted<TrainingRunView>, ProblemHttpResult>> StopAsync(
        Guid id, ClaimsPrincipal user, TrainingRunService runs, CancellationToken cancellationToken) =>
        Answer(await runs.StopAsync(id, Reader.From(user), cancellationToken));

    private static async Task<Results<Accepted<TrainingRunView>, ProblemHttpResult>> ResumeAsync(
        Guid id, ClaimsPrincipal user, TrainingRunService runs, CancellationToken cancellationToken) =>
        Answer(await runs.ResumeAsync(id, Reader.From(user), cancellationToken));

    private static Results<Accepted<TrainingRunView>, ProblemHttpResult> Answer(Result<TrainingRun> result) =>
        result.Match<Results<Accepted<TrainingRunView>, ProblemHttpResult>>(
            run => TypedResults.Accepted($"{ApiSlice.BasePath}/training-runs/{run.Id}", TrainingRunView.From(run, TrainingSnapshot.Empty)),
            refusal => Problems.From(refusal));
}
