using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Accounts;
using XrayPortal.Data;
using XrayPortal.Imaging;

namespace XrayPortal.Api;

/// <summary>
/// Honours <c>Idempotency-Key</c> on POST: the first call's answer is kept for a day, and the same person's same call with the
/// same key gets it again, with the header <c>Idempotency-Replayed</c>. Refusals for a passing reason are not kept.
/// </summary>
/// <remarks>
/// The body is not compared. Between a call's own save and that of its answer lies a moment in which a crash loses the answer;
/// films are safe there too, since the same bytes are known again.
/// </remarks>
internal sealed class IdempotencyFilter(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IEndpointFilter
{
    public const string Header = "Idempotency-Key";
    private const int MaxKeyLength = 200;
    private static readonly TimeSpan kept = TimeSpan.FromDays(1);

    private static readonly Refusal badKey = new(
        "api.idempotency-key", RefusalKind.Invalid, "The Idempotency-Key is empty or longer than 200 characters. Send a random name of your own.");

    // The same key twice at the same moment: one after the other. Names share places, which only makes some wait.
    private static readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.Headers.TryGetValue(Header, out var header)) return await next(context);
        var key = header.ToString();
        if (key.Length is 0 or > MaxKeyLength) return Problems.From(badKey);

        var reader = Reader.From(context.HttpContext.User);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{reader.Id:N} {request.Path} {key}"));
        var turn = turns[hash[0] % turns.Length];
        await turn.WaitAsync(context.HttpContext.RequestAborted);
        try
        {
            return await AnswerAsync(Convert.ToHexStringLower(hash), context, next);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<object?> AnswerAsync(string id, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        var oldest = clock.GetUtcNow() - kept;
        var known = await db.Set<IdempotentAnswer>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == id && a.At > oldest);
        if (known is not null)
        {
            context.HttpContext.Response.Headers["Idempotency-Replayed"] = "true";
            return new Given(known);
        }

        if (await next(context) is not IResult result) throw new InvalidOperationException("Calls answer with results.");
        var given = await GiveAsync(id, result, context.HttpContext);
        if (given.Status is >= 200 and < 300) await KeepAsync(db, given, oldest);
        return new Given(given);
    }

    /// <summary>Lets the result write into memory: what is kept is what was sent.</summary>
    private async Task<IdempotentAnswer> GiveAsync(string id, IResult result, HttpContext http)
    {
        var wire = http.Response.Body;
        using var memory = new MemoryStream();
        http.Response.Body = memory;
        try
        {
            await result.ExecuteAsync(http);
            await http.Response.BodyWriter.FlushAsync(CancellationToken.None);
        }
        finally
        {
            http.Response.Body = wire;
        }

        return new IdempotentAnswer
        {
            Id = id,
            Status = http.Response.StatusCode,
            ContentType = http.Response.ContentType,
            Location = http.Response.Headers.Location,
            Body = memory.ToArray(),
            At = clock.GetUtcNow(),
        };
    }

    private static async Task KeepAsync(PortalDb db, IdempotentAnswer answer, DateTimeOffset oldest)
    {
        using (await db.WriterTurnAsync(CancellationToken.None))
            await db.Set<IdempotentAnswer>().Where(a => a.At <= oldest || a.Id == answer.Id).ExecuteDeleteAsync(CancellationToken.None);
        db.Add(answer);
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private sealed class Given(IdempotentAnswer answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = answer.Status;
            response.ContentType = answer.ContentType;
            if (answer.Location is not null) response.Headers.Location = answer.Location;
            await response.Body.WriteAsync(answer.Body, httpContext.RequestAborted);
        }
    }
}
