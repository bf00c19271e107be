using System.ComponentModel.DataAnnotations;

namespace XrayPortal.Decoding;

/// <summary>Settings of the processes that decode, section <c>Decoding</c>.</summary>
public sealed class DecodeOptions
{
    public const string Section = "Decoding";

    /// <summary>Processes side by side.</summary>
    [Range(1, 64)]
    public int Workers { get; set; } = 2;

    /// <summary>Seconds by the clock that one film may take.</summary>
    [Range(1, 600)]
    public int Seconds { get; set; } = 20;

    /// <summary>Seconds of processor time that one film may take.</summary>
    [Range(1, 600)]
    public int ProcessorSeconds { get; set; } = 15;

    /// <summary>Films after which a process makes way for a fresh one.</summary>
    [Range(1, 1_000_000)]
    public int FilmsPerWorker { get; set; } = 500;
}
