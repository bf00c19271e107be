using XrayPortal.Imaging;

namespace XrayPortal.Decoding;

/// <summary>What the portal says of a film that its decoding process did not survive.</summary>
public static class DecodeRefusals
{
    public static readonly Refusal Stalled = new(
        "decoder.stalled", RefusalKind.Invalid,
        "Decoding this film took longer than is allowed and was ended. The file is damaged or made to do harm: export it again from the source.");

    public static readonly Refusal Ended = new(
        "decoder.ended", RefusalKind.Invalid,
        "Decoding this film ended its process twice. The file is damaged or made to do harm: export it again from the source.");

    public static readonly Refusal CannotStart = new(
        "decoder.cannot-start", RefusalKind.Unavailable,
        "No process for decoding can be started, so no film can be read. Tell your administrator: the portal's log says why.");
}
