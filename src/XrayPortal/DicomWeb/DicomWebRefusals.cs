using XrayPortal.Imaging;

namespace XrayPortal.DicomWeb;

/// <summary>What the DICOMweb services refuse as a whole.</summary>
internal static class DicomWebRefusals
{
    public static readonly Refusal NotMultipart = new(
        "dicomweb.not-multipart", RefusalKind.Unsupported,
        "Objects are stored as multipart/related; type=\"application/dicom\" with a boundary, one object in each part.");

    public static readonly Refusal Malformed = new(
        "dicomweb.malformed", RefusalKind.Invalid, "The request broke off or is not well-formed. Nothing of it was stored: send it again.");

    public static readonly Refusal NoInstance = new(
        "dicomweb.no-instance", RefusalKind.Invalid, "The request holds no object. Send one DICOM object in each part.");

    public static readonly Refusal Uid = new(
        "dicomweb.uid", RefusalKind.Invalid, "The address names what is no DICOM identifier: at most 64 digits and dots.");

    public static readonly Refusal NotFound = new(
        "dicomweb.not-found", RefusalKind.NotFound, "There is no such study, series or instance here. Search for it by /dicom-web/studies.");

    public static readonly Refusal NoSuchFrame = new(
        "dicomweb.no-such-frame", RefusalKind.NotFound, "A film has one frame. Ask for frames/1.");

    public static readonly Refusal UnknownAttribute = new(
        "dicomweb.unknown-attribute", RefusalKind.Invalid,
        "The query names what is no DICOM attribute. Name attributes by keyword (PatientID) or by tag (00100020).");

    public static readonly Refusal RequestTooLarge = new(
        "dicomweb.request-too-large", RefusalKind.TooLarge, "The request is larger than is accepted at once. Nothing of it was stored: send fewer objects a request.");

    public static Refusal TooManyInstances(int atMost) => new(
        "dicomweb.too-many-instances", RefusalKind.TooLarge, $"One request may hold at most {atMost} objects. Nothing of it was stored: send them in several.");

    /// <param name="parameter">A keyword or parameter of the standard, not text of the caller.</param>
    public static Refusal Query(string parameter) => new(
        "dicomweb.query", RefusalKind.Invalid, $"The query's {parameter} is not of the form that it must have. docs/conformance.md gives the forms.");

    /// <param name="offered">Media types.</param>
    public static Refusal NotAcceptable(string offered) => new(
        "dicomweb.not-acceptable", RefusalKind.NotAcceptable, $"The answer cannot be given in the form that was asked for. Ask for {offered}.");
}

/// <summary>What is refused of a single object that was sent in to be stored.</summary>
internal static class StowRefusals
{
    public static readonly Refusal NotDicom = new(
        "stow.not-dicom", RefusalKind.Invalid, "The part holds no DICOM object. Send DICOM Part 10 objects here, and other films by the upload page.");

    public static readonly Refusal PartType = new(
        "stow.part-type", RefusalKind.Unsupported, "The part says that it is something else than application/dicom. Send DICOM Part 10 objects.");

    public static readonly Refusal NoIdentifiers = new(
        "stow.no-identifiers", RefusalKind.Invalid,
        "The object lacks one of Study, Series and SOP Instance UID and SOP Class UID, without which an archive cannot keep it. Export it again.");

    public static readonly Refusal OtherStudy = new(
        "stow.other-study", RefusalKind.Conflict, "The object belongs to another study than the address names. Send it to its own, or to /studies.");

    public static readonly Refusal Duplicate = new(
        "stow.duplicate", RefusalKind.Conflict,
        "Another object with this SOP Instance UID is here already, and its bytes differ. A changed object needs a new SOP Instance UID.");

    public static readonly Refusal OutOfSpace = new(
        "stow.out-of-space", RefusalKind.Unavailable, "The portal's disk is full. Tell the administrator and send the object again later.");
}
