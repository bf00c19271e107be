using System.Globalization;

namespace XrayPortal.Imaging.Dicom.Documents;

/// <summary>What a model said of an image.</summary>
/// <param name="Finding">What was looked for.</param>
/// <param name="Probability">0..1.</param>
/// <param name="Wording">The sentence that readers see, with the threshold.</param>
/// <param name="Region">Outline of the evidence in the image, as column and row of each corner, in pixels from the upper left edge of the
/// first pixel; empty where there is none.</param>
public sealed record ScoreContent(
    string AlgorithmName, string AlgorithmVersion, DicomCode Finding, double Probability, string Wording, IReadOnlyList<(double Column, double Row)> Region);

/// <summary>A score as Comprehensive SR: an Imaging Measurement Report.</summary>
/// <remarks>
/// Source: DICOM PS3.16, TID 1500 with TID 1204, 1002, 1600 and 1410 (with a region) or 1501; PS3.3, A.35.3 and C.17. The probability is
/// Certainty of Finding (111012, DCM) in percent.
/// </remarks>
public static class ScoreReport
{
    private static readonly DicomCode Percent = new("%", "UCUM", "Percent");

    public static DicomFile Of(DicomSubject subject, ScoreContent score, ImageReference image, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(image);
        if (score.Probability is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(score), score.Probability, "A probability is 0..1.");
        var dataset = subject.NewObject(DicomUID.ComprehensiveSRStorage, "SR", "Score of a chest film", 9003, at)
            .Put("CompletionFlag", "COMPLETE").Put("VerificationFlag", "UNVERIFIED").Put("SoftwareVersions", score.AlgorithmVersion)
            .PutItems("ReferencedPerformedProcedureStepSequence").PutItems("PerformedProcedureCodeSequence")
            .PutItems("CurrentRequestedProcedureEvidenceSequence", Evidence(subject, image));
        var root = StructuredItem.Container(null, DicomCode.Dcm("126000", "Imaging Measurement Report"), "1500",
        [
            StructuredItem.Code("HAS CONCEPT MOD", DicomCode.Dcm("121049", "Language of Content Item and Descendants"), new DicomCode("en", "RFC5646", "English")),
            StructuredItem.Code("HAS OBS CONTEXT", DicomCode.Dcm("121005", "Observer Type"), DicomCode.Dcm("121007", "Device")),
            StructuredItem.Uid("HAS OBS CONTEXT", DicomCode.Dcm("121012", "Device Observer UID"), subject.NewUid("observer")),
            StructuredItem.Text("HAS OBS CONTEXT", DicomCode.Dcm("121013", "Device Observer Name"), "XrayPortal"),
            StructuredItem.Code("HAS CONCEPT MOD", DicomCode.Dcm("121058", "Procedure reported"), new DicomCode("399208008", "SCT", "Plain chest X-ray")),
            StructuredItem.Container("CONTAINS", DicomCode.Dcm("111028", "Image Library"), "1600",
            [
                StructuredItem.Container("CONTAINS", DicomCode.Dcm("126200", "Image Library Group"), null, [StructuredItem.Image("CONTAINS", null, image)]),
            ]),
            StructuredItem.Container("CONTAINS", DicomCode.Dcm("126010", "Imaging Measurements"), null, [Group(subject, score, image)]),
        ]);
        foreach (var item in root) dataset.AddOrUpdate(item);
        return dataset.ToFile();
    }

    private static DicomDataset Group(DicomSubject subject, ScoreContent score, ImageReference image)
    {
        var hasRegion = score.Region.Count > 0;
        var percent = Math.Round(100 * score.Probability, 4).ToString("0.####", CultureInfo.InvariantCulture);
        var probability = StructuredItem.Number("CONTAINS", DicomCode.Dcm("111012", "Certainty of Finding"), percent, Percent,
            hasRegion ? [] : [StructuredItem.Image("INFERRED FROM", DicomCode.Dcm("121112", "Source of Measurement"), image)]);
        List<DicomDataset> items =
        [
            StructuredItem.Text("HAS OBS CONTEXT", DicomCode.Dcm("112039", "Tracking Identifier"), "Score"),
            StructuredItem.Uid("HAS OBS CONTEXT", DicomCode.Dcm("112040", "Tracking Unique Identifier"), subject.NewUid("tracking")),
            StructuredItem.Text("HAS CONCEPT MOD", DicomCode.Dcm("111001", "Algorithm Name"), score.AlgorithmName),
            StructuredItem.Text("HAS CONCEPT MOD", DicomCode.Dcm("111003", "Algorithm Version"), score.AlgorithmVersion),
            StructuredItem.Code("CONTAINS", DicomCode.Dcm("121071", "Finding"), score.Finding),
        ];
        if (hasRegion) items.Add(StructuredItem.Region("CONTAINS", DicomCode.Dcm("111030", "Image Region"), score.Region, image));
        items.Add(probability);
        items.Add(StructuredItem.Text("CONTAINS", DicomCode.Dcm("121106", "Comment"), score.Wording));
        return StructuredItem.Container("CONTAINS", DicomCode.Dcm("125007", "Measurement Group"), hasRegion ? "1410" : "1501", items);
    }

    private static DicomDataset Evidence(DicomSubject subject, ImageReference image) => new DicomDataset()
        .Put("StudyInstanceUID", subject.StudyInstanceUid)
        .PutItems("ReferencedSeriesSequence", new DicomDataset().Put("SeriesInstanceUID", image.SeriesInstanceUid).PutItems("ReferencedSOPSequence", image.ToItem()));
}
