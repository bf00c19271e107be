using XrayPortal.Imaging;

namespace XrayPortal.Films;

/// <summary>What intake, store and queue refuse; what decoding refuses is Imaging's.</summary>
internal static class FilmRefusals
{
    public static readonly Refusal NotFound = new(
        "film.not-found", RefusalKind.NotFound, "There is no such film. Go back to the worklist and choose another.");

    public static readonly Refusal NoFile = new(
        "film.no-file", RefusalKind.Invalid, "The request holds no file. Send one or more parts named \"file\" as multipart/form-data.");

    public static readonly Refusal NotMultipart = new(
        "film.not-multipart", RefusalKind.Invalid, "Films are sent as multipart/form-data, with parts named \"file\".");

    public static readonly Refusal MalformedUpload = new(
        "film.malformed-upload", RefusalKind.Invalid, "The upload broke off or is not well-formed. Send the film again.");

    public static readonly Refusal FieldTooLong = new(
        "film.field-too-long", RefusalKind.Invalid, "A field beside the file is longer than 1000 characters. Shorten it and send the film again.");

    public static readonly Refusal PatientReference = new(
        "film.patient-reference", RefusalKind.Invalid, "The patient reference is longer than 64 characters or holds control characters. Shorten it.");

    public static readonly Refusal Age = new(
        "film.age", RefusalKind.Invalid, "The age is not a number of years from 0 to 130. Correct it or leave it empty.");

    public static readonly Refusal Sex = new(
        "film.sex", RefusalKind.Invalid, "The sex is not one of F, M and O. Correct it or leave it empty.");

    public static readonly Refusal View = new(
        "film.view", RefusalKind.Invalid, "The view is not one of PA, AP, LL and RL. Correct it or leave it empty.");

    public static readonly Refusal Missing = new(
        "film.missing", RefusalKind.Unavailable, "The film's file is not in the store any more. Upload it again, and tell your administrator.");

    public static readonly Refusal NoResult = new(
        "film.no-result", RefusalKind.NotFound, "There is no map for this film, because it has no result.");

    public static readonly Refusal Presentation = new(
        "film.presentation", RefusalKind.Invalid, "The window is a number from 0 to 63, overlays is true or false.");

    public static readonly Refusal Opacity = new(
        "film.opacity", RefusalKind.Invalid, "The opacity is not a number from 0 to 1.");


    public static readonly Refusal GivenUp = new(
        "film.given-up", RefusalKind.Unavailable, "Scoring this film failed several times. Tell your administrator; the film itself is kept.");

    public static Refusal TooManyFiles(int atMost) => new(
        "film.too-many-files", RefusalKind.Invalid, $"One request may hold at most {atMost} files. Send the rest in another.");
}
