using XrayPortal.Imaging;
using XrayPortal.Inference.Scoring;
using XrayPortal.Training.Data;

namespace XrayPortal.Training.Export;

/// <summary>How far one film's probability moves with the size of its file: mean and largest absolute difference.</summary>
internal sealed record FilmAgreement(int Films, double Mean, double Largest)
{
    /// <returns>Null where no film has an alternate.</returns>
    public static FilmAgreement? Measure(FilmScorer scorer, IReadOnlyList<Example> films)
    {
        double Probability(string file) => scorer.Run(PictureFiles.Film(file).Value.Image).Probability;
        var differences = films.Where(f => f.Alternate is not null)
            .Select(f => Math.Abs(Probability(f.File) - Probability(f.Alternate!)))
            .ToArray();
        return differences.Length == 0 ? null : new FilmAgreement(differences.Length, differences.Average(), differences.Max());
    }
}
