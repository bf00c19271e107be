using System.ComponentModel.DataAnnotations;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Models;

/// <summary>Settings of the registry, section <c>Models</c>.</summary>
public sealed class ModelOptions
{
    public const string Section = "Models";

    /// <summary>Folders with released packages, NAME/VERSION below each; a relative one counts from the working directory. Null: <c>models</c>.</summary>
    public string[]? Folders { get; set; }

    /// <summary>Where films are scored: <c>Auto</c>, <c>Cpu</c>, or <c>Cuda</c> (a GPU or nothing).</summary>
    public Device Device { get; set; } = Device.Auto;

    /// <summary>CPU threads of one film's run; 0: one a core.</summary>
    [Range(0, 256)]
    public int Threads { get; set; }

    /// <summary>How often this node looks whether another has put a version live.</summary>
    [Range(1, 3600)]
    public int LookEverySeconds { get; set; } = 10;
}
