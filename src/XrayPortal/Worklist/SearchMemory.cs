namespace XrayPortal.Worklist;

/// <summary>
/// What a person last searched for, as long as their window is open. It is not in the address: names of patients would get into
/// histories and the logs of proxies.
/// </summary>
public sealed class SearchMemory
{
    public string? Text { get; set; }
}
