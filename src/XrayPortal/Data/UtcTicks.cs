using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace XrayPortal.Data;

/// <summary>Instants as UTC ticks: SQLite cannot order <see cref="DateTimeOffset"/>.</summary>
internal sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
    instant => instant.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
