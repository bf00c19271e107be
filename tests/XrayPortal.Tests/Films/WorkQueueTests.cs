using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using XrayPortal.Data;
using XrayPortal.Films;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests.Films;

public sealed class WorkQueueTests : IAsyncLifetime
{
    private const WorkKind Kind = WorkKind.Evaluation;
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
    private PortalHost host = null!;

    // Without handlers nobody but the test claims.
    public async ValueTask InitializeAsync() => host = await PortalHost.StartAsync(b => b.Services.RemoveAll<IWorkHandler>());

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Claim_FourWorkersAtOnce_NoItemTwice()
    {
        var queues = Enumerable.Range(0, 4).Select(_ => NewQueue()).ToArray();
        await AddAsync(queues[0], 400);
        var claimed = new ConcurrentBag<long>();

        await Task.WhenAll(queues.Select(queue => Task.Run(async () =>
        {
            while (await queue.ClaimAsync(Kind, 3, CancellationToken.None) is { Count: > 0 } items)
            {
                foreach (var item in items)
                {
                    claimed.Add(item.Id);
                    await queue.CompleteAsync(item, CancellationToken.None);
                }
            }
        })));

        Assert.Equal(400, claimed.Count);
        Assert.Equal(400, claimed.Distinct().Count());
    }

    [Fact]
    public async Task Claim_SeveralWaiting_OldestFirst()
    {
        var queue = NewQueue();
        await AddAsync(queue, 5);

        var items = await queue.ClaimAsync(Kind, 3, CancellationToken.None);

        Assert.Equal(items.OrderBy(i => i.Id).Select(i => i.Id), items.Select(i => i.Id));
        Assert.All(items, i => Assert.Equal((WorkState.Running, 1), (i.State, i.Attempt)));
    }

    [Fact]
    public async Task Claim_LeaseRanOut_AnotherTakesItAndTheFirstIsTold()
    {
        var (first, second) = (NewQueue(), NewQueue());
        await AddAsync(first, 1);
        var lost = Assert.Single(await first.ClaimAsync(Kind, 1, CancellationToken.None));
        Assert.Empty(await second.ClaimAsync(Kind, 1, CancellationToken.None));

        clock.Advance(first.Lease + TimeSpan.FromSeconds(1));
        var taken = Assert.Single(await second.ClaimAsync(Kind, 1, CancellationToken.None));

        Assert.Equal((lost.Id, 2), (taken.Id, taken.Attempt));
        Assert.False(await first.RenewAsync(lost, first.Lease, 0.5, CancellationToken.None));
        Assert.True(await second.RenewAsync(taken, second.Lease, 0.5, CancellationToken.None));
    }

    [Fact]
    public async Task Release_WithDelay_IsNotClaimedBefore()
    {
        var queue = NewQueue();
        await AddAsync(queue, 1);
        var item = Assert.Single(await queue.ClaimAsync(Kind, 1, CancellationToken.None));

        await queue.ReleaseAsync(item, TimeSpan.FromSeconds(5), countAttempt: false, CancellationToken.None);

        Assert.Empty(await queue.ClaimAsync(Kind, 1, CancellationToken.None));
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1, Assert.Single(await queue.ClaimAsync(Kind, 1, CancellationToken.None)).Attempt);
    }

    [Fact]
    public async Task Recover_LeftByAnEarlierProcess_IsDueAtOnce()
    {
        var (before, after) = (NewQueue(), NewQueue());
        await AddAsync(before, 2);
        await before.ClaimAsync(Kind, 2, CancellationToken.None);

        await after.RecoverAsync(CancellationToken.None);

        Assert.Equal(2, (await after.ClaimAsync(Kind, 5, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Run_HandlerAlwaysThrows_IsGivenUpAfterItsAttempts()
    {
        var handler = new Failing();
        await using var failing = await PortalHost.StartAsync(
            b => b.Services.RemoveAll<IWorkHandler>().AddSingleton<IWorkHandler>(handler));
        var queue = failing.Get<WorkQueue>();
        await using (var db = await failing.DbAsync())
        {
            db.Add(queue.NewItem(WorkKind.Evaluation, Guid.CreateVersion7()));
            await db.SaveChangesAsync();
        }

        queue.Wake(WorkKind.Evaluation);
        await Eventually.TrueAsync(async () =>
        {
            await using var db = await failing.DbAsync();
            return await db.WorkItems.AnyAsync(i => i.State == WorkState.Failed);
        });

        Assert.Equal((2, 1), (handler.Tries, handler.GivenUp));
    }

    private WorkQueue NewQueue() => new(host.Get<IDbContextFactory<PortalDb>>(), clock, Options.Create(new WorkOptions()));

    private async Task AddAsync(WorkQueue queue, int count)
    {
        await using var db = await host.DbAsync();
        for (var i = 0; i < count; i++) db.Add(queue.NewItem(Kind, Guid.CreateVersion7()));
        await db.SaveChangesAsync();
    }

    private sealed class Failing : IWorkHandler
    {
        public WorkKind Kind => WorkKind.Evaluation;

        public int Concurrency => 1;

        public int MaxAttempts => 2;

        public int Tries { get; private set; }

        public int GivenUp { get; private set; }

        public Task HandleAsync(WorkItem item, LeaseKeeper lease, CancellationToken cancellationToken)
        {
            Tries++;
            throw new IOException("The disk is gone.");
        }

        public Task GiveUpAsync(WorkItem item, CancellationToken cancellationToken)
        {
            GivenUp++;
            return Task.CompletedTask;
        }
    }
}
