using Microsoft.Extensions.Options;

namespace XrayPortal.Models;

/// <summary>Opens the models once the portal starts, then looks from time to time whether another node has put a version live.</summary>
internal sealed partial class ModelWatch(ModelRegistry registry, IOptions<ModelOptions> options, TimeProvider clock, ILogger<ModelWatch> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.LookEverySeconds), clock);
        try
        {
            await TryAsync(registry.RefreshAsync, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryAsync(async token =>
                {
                    if (registry.Live is null || await registry.ActivationsAsync(1, token) is not [var newest] || newest.Id != registry.Live.Activation.Id)
                        await registry.RefreshAsync(token);
                }, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> look, CancellationToken stopping)
    {
        try
        {
            await look(stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            Log.LookFailed(logger, failure); // a locked database or an unreadable disk comes back
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7010, LogLevel.Error, "The models could not be read; trying again")]
        public static partial void LookFailed(ILogger logger, Exception failure);
    }
}
