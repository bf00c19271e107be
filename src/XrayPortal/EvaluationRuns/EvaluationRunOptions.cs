using System.ComponentModel.DataAnnotations;

namespace XrayPortal.EvaluationRuns;

/// <summary>Settings of evaluation runs, section <c>EvaluationRuns</c>.</summary>
public sealed class EvaluationRunOptions
{
    public const string Section = "EvaluationRuns";

    /// <summary>Folders that labelled sets may lie in. Null: any absolute path that the portal may read.</summary>
    public string[]? DataRoots { get; set; }

    /// <summary>Films decoded and scored at once; 0: half of the cores, so that patients' films are still scored.</summary>
    [Range(0, 256)]
    public int Parallelism { get; set; }

    /// <summary>Of the bootstrap behind the intervals.</summary>
    [Range(20, 100_000)]
    public int Resamples { get; set; } = 2000;

    public int FilmsAtOnce => Parallelism > 0 ? Parallelism : Math.Max(1, Environment.ProcessorCount / 2);
}
