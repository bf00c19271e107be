using System.Collections.Frozen;
using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using XrayPortal.Films;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.DicomWeb;

/// <summary>How attributes are matched in the database: identifiers as lists, dates as ranges, text with <c>*</c> and <c>?</c>.</summary>
/// <remarks>Source: DICOM PS3.4, C.2.2.2.</remarks>
internal static class QidoMatching
{
    /// <summary>Of films that came without DICOM.</summary>
    public const string NoModality = "OT";

    /// <summary>By keyword; a function gives null for a value that is none of its attribute.</summary>
    public static readonly FrozenDictionary<string, Func<string, Func<IQueryable<Film>, IQueryable<Film>>?>> Supported =
        new Dictionary<string, Func<string, Func<IQueryable<Film>, IQueryable<Film>>?>>(StringComparer.Ordinal)
        {
            ["StudyInstanceUID"] = value => Uids(value, f => f.StudyInstanceUid),
            ["SeriesInstanceUID"] = value => Uids(value, f => f.SeriesInstanceUid),
            ["SOPInstanceUID"] = value => Uids(value, f => f.SopInstanceUid),
            ["SOPClassUID"] = value => Uids(value, f => f.SopClassUid),
            ["PatientID"] = value => Text(value, f => f.PatientReference),
            ["AccessionNumber"] = value => Text(value, f => f.Accession),
            ["PatientSex"] = value => Text(value, f => f.Sex),
            ["Modality"] = value => Text(value, f => f.Modality ?? NoModality),
            ["ModalitiesInStudy"] = value => Text(value, f => f.Modality ?? NoModality),
            ["StudyDate"] = Dates,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static Func<IQueryable<Film>, IQueryable<Film>>? Uids(string value, Expression<Func<Film, string>> column)
    {
        var wanted = value.Split(',', '\\');
        if (!wanted.All(DicomUID.IsValid)) return null;
        Expression<Func<string, bool>> isWanted = uid => wanted.Contains(uid);
        return films => films.Where(Of(column, isWanted));
    }

    private static Func<IQueryable<Film>, IQueryable<Film>> Text(string value, Expression<Func<Film, string?>> column)
    {
        if (value.AsSpan().IndexOfAny('*', '?') < 0)
        {
            Expression<Func<string?, bool>> equals = text => text == value;
            return films => films.Where(Of(column, equals));
        }

        var pattern = value.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_").Replace('*', '%').Replace('?', '_');
        Expression<Func<string?, bool>> like = text => EF.Functions.Like(text, pattern, @"\");
        return films => films.Where(Of(column, like));
    }

    private static Func<IQueryable<Film>, IQueryable<Film>>? Dates(string value)
    {
        var ends = value.Split('-');
        if (ends.Length > 2 || !TryDate(ends[0], out var from) || !TryDate(ends[^1], out var to) || (from ?? to) is null) return null;
        if (from is { } first && to is { } last) return films => films.Where(f => f.StudyDate >= first && f.StudyDate <= last);
        return from is { } start ? films => films.Where(f => f.StudyDate >= start) : films => films.Where(f => f.StudyDate <= to);
    }

    // An end may be open.
    private static bool TryDate(string text, out DateOnly? date)
    {
        date = null;
        if (text.Length == 0) return true;
        if (!DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return false;
        date = day;
        return true;
    }

    private static Expression<Func<Film, bool>> Of<T>(Expression<Func<Film, T>> column, Expression<Func<T, bool>> condition) =>
        Expression.Lambda<Func<Film, bool>>(new Replaced(condition.Parameters[0], column.Body).Visit(condition.Body), column.Parameters);

    private sealed class Replaced(ParameterExpression from, Expression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
