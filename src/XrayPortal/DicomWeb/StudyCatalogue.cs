using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Data;
using XrayPortal.Films;

namespace XrayPortal.DicomWeb;

/// <summary>The portal's films as an archive sees them: studies, series and instances.</summary>
internal sealed class StudyCatalogue(IDbContextFactory<PortalDb> databases)
{
    /// <summary>A page of what is found, the latest arrivals first, and whether there is more.</summary>
    /// <typeparam name="T">What is made of the films of one result.</typeparam>
    /// <param name="key">What makes one result: a study, a series, an instance.</param>
    /// <param name="make">Gets all films of one result, whether they meet the conditions or not, oldest first.</param>
    public async Task<(IReadOnlyList<T> Found, bool More)> SearchAsync<T>(
        QidoQuery query, Expression<Func<Film, string>> key, Func<IReadOnlyList<Film>, T> make, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var films = Instances(db);
        var matching = query.Conditions.Aggregate(films, (some, condition) => condition(some));
        var keys = await matching.GroupBy(key).Select(group => new { group.Key, Latest = group.Max(f => f.UploadedAt) })
            .OrderByDescending(group => group.Latest).ThenBy(group => group.Key)
            .Skip(query.Offset).Take(query.Limit + 1).Select(group => group.Key).ToListAsync(cancellationToken);
        var more = keys.Count > query.Limit;
        if (more) keys.RemoveAt(query.Limit);
        var keyOf = key.Compile();
        var all = (await films.Where(Contained(keys, key)).OrderBy(f => f.UploadedAt).ThenBy(f => f.SopInstanceUid).ToListAsync(cancellationToken)).ToLookup(keyOf);
        return ([.. keys.Select(one => make([.. all[one]]))], more);
    }

    /// <summary>The films of a study, of one of its series, or one instance, oldest first.</summary>
    public async Task<IReadOnlyList<Film>> FindAsync(string study, string? series, string? instance, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Instances(db)
            .Where(f => f.StudyInstanceUid == study && (series == null || f.SeriesInstanceUid == series) && (instance == null || f.SopInstanceUid == instance))
            .OrderBy(f => f.UploadedAt).ThenBy(f => f.SopInstanceUid).ToListAsync(cancellationToken);
    }

    // The upload page takes other bytes under a known identifier as a film of their own; by the identifier, the first one is meant.
    private static IQueryable<Film> Instances(PortalDb db) => db.Films.AsNoTracking().Where(f => !db.Films.Any(
        other => other.SopInstanceUid == f.SopInstanceUid
            && (other.UploadedAt < f.UploadedAt || (other.UploadedAt == f.UploadedAt && string.Compare(other.Sha256, f.Sha256) < 0))));

    private static Expression<Func<Film, bool>> Contained(
        List<string> keys, Expression<Func<Film, string>> key) =>
        Expression.Lambda<Func<Film, bool>>(
            Expression.Call(
                Expression.Constant(keys), typeof(List<string>).GetMethod(nameof(List<string>.Contains))!, key.Body),
            key.Parameters);
}
