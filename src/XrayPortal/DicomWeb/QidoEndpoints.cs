using System.Linq.Expressions;
using System.Security.Claims;
using Microsoft.Extensions.Primitives;
using XrayPortal.Accounts;
using XrayPortal.Api;
using XrayPortal.Audit;
using XrayPortal.Films;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.DicomWeb;

/// <summary>QIDO-RS: search for studies, series and instances.</summary>
/// <remarks>Source: DICOM PS3.18, 10.6.</remarks>
internal static class QidoEndpoints
{
    public static void Map(RouteGroupBuilder web)
    {
        var search = web.MapGroup("").RequireAuthorization(Policies.MayFetchDicom);
        search.MapGet("/studies", (SearchDesk desk) => desk.FindAsync("studies", f => f.StudyInstanceUid, QidoAnswer.Study));
        foreach (var path in (string[])["/series", "/studies/{study}/series"])
            search.MapGet(path, (SearchDesk desk) => desk.FindAsync("series", f => f.SeriesInstanceUid, QidoAnswer.Series));
        foreach (var path in (string[])["/instances", "/studies/{study}/instances", "/studies/{study}/series/{series}/instances"])
            search.MapGet(path, (SearchDesk desk) => desk.FindAsync("instances", f => f.SopInstanceUid, (films, at) => QidoAnswer.Instance(films[0], at)));
    }

    /// <summary>One search: reads its address, looks, records it, answers.</summary>
    internal sealed class SearchDesk(StudyCatalogue catalogue, AuditTrail audit, IHttpContextAccessor http)
    {
        /// <param name="make">Of all films of one result.</param>
        public async Task<IResult> FindAsync(
            string what, Expression<Func<Film, string>> key, Func<IReadOnlyList<Film>, RetrieveAddresses, DicomDataset> make)
        {
            var context = http.HttpContext!; // this is one of its calls
            var (request, cancellationToken) = (context.Request, context.RequestAborted);
            if (!DicomJsonResult.IsAcceptable(request)) return Problems.From(DicomWebRefusals.NotAcceptable(DicomJsonResult.ContentType));
            var query = QidoQuery.Parse(request.Query.Concat(OfPath(request.RouteValues)));
            if (query.IsRefused) return Problems.From(query.Refusal);

            var addresses = RetrieveAddresses.Of(request);
            var (found, more) = await catalogue.SearchAsync(query.Value, key, films => make(films, addresses), cancellationToken);
            var by = query.Value.Keys.Count > 0 ? $" by {string.Join(", ", query.Value.Keys)}" : "";
            await audit.RecordAsync(
                Reader.From(context.User), DicomWebEvents.SearchedAction, DicomWebEvents.Subject, what, Outcomes.Done, $"{found.Count} found{by}", cancellationToken);
            Warn(context.Response, addresses, query.Value, more);
            return new DicomJsonResult(found);
        }

        private static IEnumerable<KeyValuePair<string, StringValues>> OfPath(RouteValueDictionary path)
        {
            if (path["study"] is string study) yield return new("StudyInstanceUID", study);
            if (path["series"] is string series) yield return new("SeriesInstanceUID", series);
        }

        // Sentences of the standard (PS3.18, 8.3.4.2 and 10.6.3), which clients look for.
        private static void Warn(HttpResponse response, RetrieveAddresses addresses, QidoQuery query, bool more)
        {
            List<string> warnings = [];
            if (query.Fuzzy) warnings.Add("The fuzzymatching parameter is not supported. Only literal matching has been performed.");
            if (query.Unsupported.Count > 0) warnings.Add($"The following attributes are not supported for matching and were not looked at: {string.Join(", ", query.Unsupported)}");
            if (more) warnings.Add("There are additional results that can be requested");
            if (warnings.Count > 0) response.Headers.Warning = new StringValues([.. warnings.Select(warning => $"299 {addresses.Root}: {warning}")]);
        }
    }
}
