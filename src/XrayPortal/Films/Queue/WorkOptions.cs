using System.ComponentModel.DataAnnotations;

namespace XrayPortal.Films;

/// <summary>Settings of the work queue, section <c>Work</c>.</summary>
public sealed class WorkOptions
{
    public const string Section = "Work";

    /// <summary>Name of this node; portals that share a database need different ones. Empty: the machine's name.</summary>
    [MaxLength(60)]
    public string Node { get; set; } = "";

    /// <summary>How long a claimed item stays ours without a sign of life.</summary>
    [Range(2, 600)]
    public int LeaseSeconds { get; set; } = 20;

    /// <summary>How often the queue is looked at when nothing wakes it.</summary>
    [Range(50, 60_000)]
    public int PollMilliseconds { get; set; } = 1000;

    /// <summary>Films scored side by side; 0 means one more than there are cores, so that decoding overlaps with scoring.</summary>
    [Range(0, 64)]
    public int Films { get; set; }
}
