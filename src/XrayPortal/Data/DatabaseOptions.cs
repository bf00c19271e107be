using System.ComponentModel.DataAnnotations;

namespace XrayPortal.Data;

public enum DatabaseProvider
{
    Sqlite,
    Postgres,
}

/// <summary>Section <c>Database</c>. Without any setting: SQLite in the data folder.</summary>
public sealed class DatabaseOptions : IValidatableObject
{
    public DatabaseProvider Provider { get; set; }

    /// <summary>Needed for PostgreSQL only.</summary>
    public string? ConnectionString { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Provider is DatabaseProvider.Postgres && string.IsNullOrWhiteSpace(ConnectionString))
            yield return new ValidationResult("Database:ConnectionString is needed for PostgreSQL.", [nameof(ConnectionString)]);
    }
}
