using System.ComponentModel.DataAnnotations;

namespace XrayPortal.Api;

/// <summary>Section <c>Operations</c>.</summary>
public sealed class OperationsOptions
{
    /// <summary>A bearer token that may read <c>/metrics</c> and nothing else; unset, only administrators may.</summary>
    [MinLength(20)]
    public string? ScrapeToken { get; set; }
}
