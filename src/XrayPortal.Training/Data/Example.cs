using XrayPortal.Inference.Evaluation;
using XrayPortal.Training.Saliency;

namespace XrayPortal.Training.Data;

/// <summary>One labelled picture of a set.</summary>
/// <param name="File">Absolute path; for a record of a larger file its path, #, and the record's number from 0.</param>
/// <param name="Alternate">The same picture at another size, or null: either is drawn in training, so that size and sharpness do not matter.</param>
/// <param name="Label">Number of its class, from 0; for films 1 = pneumonia, 0 = normal.</param>
/// <param name="Patient">Pictures of one patient never part.</param>
/// <param name="Part">train, validation or test, or null where the set does not say.</param>
/// <param name="DuplicateGroup">Same value = the same picture; a group never parts.</param>
/// <param name="Stratum">What kind of film it is besides its label (its set, and the columns that the recipe balances by); empty where nothing is balanced.</param>
public sealed record Example(string File, string? Alternate, int Label, string Patient, string? Part, string? DuplicateGroup, string Stratum = "")
{
    /// <summary>The set that decides whether validation must be carved for this picture.</summary>
    public string Set { get; init; } = "";

    /// <summary>Where the finding lies, as somebody marked it; empty where nobody did.</summary>
    internal IReadOnlyList<Box> Boxes { get; init; } = [];

    /// <summary>The film as its manifest tells it; null for pictures that are no films.</summary>
    public LabelledFilm? Film { get; init; }

    /// <summary>Whose films these are, as figures are broken down: the manifest's column <c>source</c>, else the set's name.</summary>
    public string Population { get; init; } = "";
}
