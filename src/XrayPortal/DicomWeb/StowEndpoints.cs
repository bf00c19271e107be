using System.Security.Claims;
using XrayPortal.Accounts;
using XrayPortal.Api;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.DicomWeb;

/// <summary>STOW-RS: objects come in.</summary>
/// <remarks>Source: DICOM PS3.18, 10.5.</remarks>
internal static class StowEndpoints
{
    public static void Map(RouteGroupBuilder web)
    {
        web.MapPost("/studies", (
            HttpRequest request, ClaimsPrincipal user, StowService stow, CancellationToken cancellationToken) =>
            StoreAsync(null, request, user, stow, cancellationToken)).RequireAuthorization(Policies.MayUpload);
        web.MapPost("/studies/{study}", StoreAsync).RequireAuthorization(Policies.MayUpload);
    }

    private static async Task<IResult> StoreAsync(
        string? study, HttpRequest request, ClaimsPrincipal user, StowService stow, CancellationToken cancellationToken)
    {
        if (study is not null && !DicomUID.IsValid(study)) return Problems.From(DicomWebRefusals.Uid);
        if (!DicomJsonResult.IsAcceptable(request)) return Problems.From(DicomWebRefusals.NotAcceptable(DicomJsonResult.ContentType));
        var outcomes = await stow.ReceiveAsync(request, study, Reader.From(user), cancellationToken);
        return outcomes.Match<IResult>(
            all => new DicomJsonResult(StowAnswer.Of(all, RetrieveAddresses.Of(request)), StowAnswer.StatusOf(all)),
            refusal => Problems.From(refusal));
    }
}
