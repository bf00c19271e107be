namespace XrayPortal.Imaging;

/// <summary>What sort of refusal this is; the API alone maps it to a status.</summary>
public enum RefusalKind
{
    Invalid,
    Unsupported,
    TooLarge,
    NotFound,
    Conflict,
    Forbidden,
    Unavailable,

    /// <summary>There is no answer in the form that was asked for.</summary>
    NotAcceptable,
}

/// <summary>A foreseeable no, said to a person.</summary>
/// <param name="Code">Stable, <c>slice.reason</c>; never renamed, never reused.</param>
/// <param name="Kind">What sort of no it is.</param>
/// <param name="Sentence">What is wrong and what to do next. Holds no patient data, no path, no secret.</param>
public sealed record Refusal(string Code, RefusalKind Kind, string Sentence);
