using System.CommandLine;
using System.Diagnostics;
using XrayPortal.Decoding;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Verbs;

/// <summary>
/// <c>decode-worker</c>: decodes film after film from standard input to standard output, under limits that it takes on first. Started by the portal,
/// of no use to a person; ends when its input does, so that it does not outlive the portal.
/// </summary>
internal static class DecodeWorkerVerb
{
    private static readonly Argument<long> memory = new("memory") { Description = "Bytes of memory that it may take." };

    private static readonly Argument<int> seconds = new("seconds") { Description = "Processor seconds that one film may take." };

    public static Command Create()
    {
        var command = new Command("decode-worker", "Internal: the isolated decoder.") { memory, seconds };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(memory), parsed.GetValue(seconds), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(long memoryBytes, int processorSeconds, CancellationToken cancellationToken)
    {
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        if (WorkerLimits.Take(memoryBytes) is { Count: > 0 } missing)
        {
            await Console.Error.WriteLineAsync($"decoder.no-limits: {string.Join(", ", missing)}");
            if (OperatingSystem.IsLinux()) return VerbAnswer.Refused; // nothing is decoded without them
        }

        WorkerLimits.WidenPipes();
        using var self = Process.GetCurrentProcess();
        while (await DecodeWire.ListenAsync(input, cancellationToken) is var (request, file))
        {
            self.Refresh();
            WorkerLimits.EndAfter(self.TotalProcessorTime.TotalSeconds + processorSeconds);
            if (request.AsObject) await DecodeWire.AnswerAsync(output, DicomTranscoder.Decompress(file, request.Limits), cancellationToken);
            else await DecodeWire.AnswerAsync(output, FilmDecoder.Decode(file, request.Limits, request.Presentation), cancellationToken);
        }

        return VerbAnswer.Done;
    }
}
