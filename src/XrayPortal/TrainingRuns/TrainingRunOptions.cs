using System.ComponentModel.DataAnnotations;

namespace XrayPortal.TrainingRuns;

/// <summary>Settings of training runs, section <c>TrainingRuns</c>.</summary>
public sealed class TrainingRunOptions
{
    public const string Section = "TrainingRuns";

    /// <summary>The learning engine; a relative path counts from the working directory.</summary>
    [Required]
    public string Engine { get; set; } = "engine.sh";

    /// <summary>Folders that labelled sets may lie in. Null: any absolute path that the portal may read.</summary>
    public string[]? DataRoots { get; set; }

    /// <summary>How long the engine may take to write its checkpoint when it is asked to stop; then it is killed.</summary>
    [Range(1, 600)]
    public int StopGraceSeconds { get; set; } = 25;

    /// <summary>How often a run is taken up again after the engine or the portal died under it.</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 10;
}
