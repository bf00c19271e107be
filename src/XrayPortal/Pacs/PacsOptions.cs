using System.ComponentModel.DataAnnotations;

namespace XrayPortal.Pacs;

/// <summary>Image archives that films come from and results go to, section <c>Pacs</c>. Addresses stand here alone: no page or call names one.</summary>
public sealed class PacsOptions : IValidatableObject
{
    public const string Section = "Pacs";

    public IList<ArchiveOptions> Archives { get; } = [];

    /// <summary>How often a transfer is tried before it is given up; a person can start it again.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 12;

    /// <summary>Seconds to the second try; each further one waits twice as long, an hour at most.</summary>
    [Range(1, 3600)]
    public int FirstRetrySeconds { get; set; } = 10;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var archive in Archives)
        {
            if (archive.Fault() is { } fault) yield return new ValidationResult($"{Section}:Archives: {fault}");
        }

        if (Archives.Select(a => a.Name).Distinct(StringComparer.Ordinal).Count() < Archives.Count)
            yield return new ValidationResult($"{Section}:Archives: two archives have one name.");
    }
}

/// <summary>An archive that speaks DICOMweb.</summary>
public sealed class ArchiveOptions
{
    private const int MaxName = 40;

    /// <summary>What people call it.</summary>
    public string Name { get; set; } = "";

    /// <summary>Root of its DICOMweb services, such as <c>https://pacs.hospital.example/dicom-web</c>.</summary>
    public string Address { get; set; } = "";

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>A bearer token, in place of user and password.</summary>
    public string? Token { get; set; }

    /// <summary>Allows http to another machine: only where nobody else can listen, as inside one compose network.</summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>Whether results may be sent there.</summary>
    public bool TakesResults { get; set; } = true;

    /// <summary>Whether results of films that came as DICOM are sent there without anybody asking.</summary>
    public bool SendAutomatically { get; set; }

    /// <summary>Longest time for one request.</summary>
    public int TimeoutSeconds { get; set; } = 60;

    internal string? Fault()
    {
        if (Name.Length is 0 or > MaxName || Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            return "a Name has 1 to 40 letters, digits, hyphens or underscores";
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.Query.Length > 0)
            return $"the Address of {Name} is no http or https address without user and query";
        if (address.Scheme == "http" && !address.IsLoopback && !AllowPlainHttp)
            return $"the Address of {Name} is plain http to another machine; use https, or set AllowPlainHttp";
        return TimeoutSeconds is < 1 or > 3600 ? $"TimeoutSeconds of {Name} lies in 1 to 3600" : null;
    }
}
