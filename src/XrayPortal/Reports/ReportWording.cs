namespace XrayPortal.Reports;

/// <summary>The fixed sentences of a report, in one place so that a test can hold them against the list of banned words.</summary>
public static class ReportWording
{
    public const string Title = "Chest film report";

    public const string Synthetic = "SYNTHETIC";

    public const string SyntheticSentence =
        "This film was drawn by a program. It shows no person. The model was not asked whether it is a chest film at all (its gate).";

    public const string Superseded = "Superseded by a reader's opinion";

    public const string LabelMissing =
        "The package of this model version is no longer installed, so its figures cannot be quoted here. Ask your administrator for its card.";

    public const string DoesNotMean =
        "It does not say that pneumonia is present or absent, what caused it, or how far it reaches. Other findings are not looked for: " +
        "a film without such features may still show something else. The map shows where the model's evidence came from; it outlines no disease.";

    public const string NotAssessedMeaning =
        "The model was not asked for a number, or its number was not kept, because the film lies outside what the model was made and tested for. " +
        "This says nothing about the patient. Read the film as you would without the model.";

    public static string Means(ReportResult result) => result.Suggestive
        ? $"The film has features that this model learned from films which readers labelled pneumonia. Its calibrated probability " +
          $"({result.Probability:0.00}) reaches the threshold of this model version ({result.Threshold:0.00}), which was chosen before its test films were read."
        : $"The model did not find features like those of films which readers labelled pneumonia. Its calibrated probability " +
          $"({result.Probability:0.00}) stays below the threshold of this model version ({result.Threshold:0.00}), which was chosen before its test films were read.";

    public static string ReaderLabel(string? label) => label switch
    {
        "pneumonia" => "pneumonia",
        "normal" => "no pneumonia",
        null => "none given",
        _ => label,
    };
}
