using XrayPortal.Imaging.Dicom;

namespace XrayPortal.DicomWeb;

/// <summary>What a sender is told of each object: the Store Instances Response Module.</summary>
/// <remarks>Source: DICOM PS3.18, I.2 and 10.5.3.</remarks>
internal static class StowAnswer
{
    /// <summary>200: all are stored; 202: some; 409: none.</summary>
    public static int StatusOf(IReadOnlyList<StowOutcome> outcomes)
    {
        var stored = outcomes.Count(outcome => outcome.Refusal is null);
        if (stored == outcomes.Count) return StatusCodes.Status200OK;
        return stored > 0 ? StatusCodes.Status202Accepted : StatusCodes.Status409Conflict;
    }

    public static DicomDataset Of(IReadOnlyList<StowOutcome> outcomes, RetrieveAddresses addresses)
    {
        var stored = outcomes.Where(outcome => outcome.Refusal is null).Select(outcome => outcome.Uids!).ToList(); // stored ones were read
        var failed = outcomes.Where(outcome => outcome.Refusal is not null).ToList();
        var module = new DicomDataset();
        if (stored.Select(uids => uids.StudyInstanceUid).Distinct().ToList() is [{ } study])
            module.AddOrUpdate(DicomWebTags.RetrieveUrl, addresses.Study(study));
        if (stored.Count > 0) module.AddOrUpdate(DicomWebTags.ReferencedSopSequence, stored.Select(uids => Stored(uids, addresses)));
        if (failed.Count > 0) module.AddOrUpdate(DicomWebTags.FailedSopSequence, failed.Select(Failed));
        return module;
    }

    private static DicomDataset Stored(DicomHeaderUids uids, RetrieveAddresses addresses) => Reference(uids).AddOrUpdate(
        DicomWebTags.RetrieveUrl, addresses.Instance(uids.StudyInstanceUid!, uids.SeriesInstanceUid!, uids.SopInstanceUid!)); // else it would have been refused

    private static DicomDataset Failed(StowOutcome outcome) =>
        Reference(outcome.Uids).AddOrUpdate(DicomWebTags.FailureReason, StowFailures.Reasons[outcome.Refusal!.Code]);

    // What could not be read has neither.
    private static DicomDataset Reference(DicomHeaderUids? uids)
    {
        var item = new DicomDataset();
        if (uids?.SopClassUid is { } sopClass) item.AddOrUpdate(DicomWebTags.ReferencedSopClassUid, sopClass);
        if (uids?.SopInstanceUid is { } instance) item.AddOrUpdate(DicomWebTags.ReferencedSopInstanceUid, instance);
        return item;
    }
}
