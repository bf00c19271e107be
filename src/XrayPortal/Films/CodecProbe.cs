using XrayPortal.Imaging.Dicom.Codecs;

namespace XrayPortal.Films;

/// <summary>Looks for the decoders' libraries at the start, so that an administrator learns of a missing one before a film does.</summary>
internal sealed partial class CodecProbe(ILogger<CodecProbe> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var package in DicomCodecs.MissingPackages) Log.Missing(logger, package);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Warning, "Some compressed DICOM films will be refused (dicom.codec-missing). To read them: sudo apt-get install {Package}")]
        public static partial void Missing(ILogger logger, string package);
    }
}
