namespace XrayPortal.Shell;

/// <summary>The viewer's time zone, told by the browser once per live page; UTC until then.</summary>
public sealed class ViewerZone
{
    private TimeZoneInfo zone = TimeZoneInfo.Utc;

    public event Action? Known;

    public string Name => zone.Id;

    public void Set(string id)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found)) return; // no time zone data here: UTC is honest
        zone = found;
        Known?.Invoke();
    }

    public DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone);

    /// <summary>Midnight of the viewer's day.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
