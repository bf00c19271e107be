using XrayPortal.Imaging;
using XrayPortal.Imaging.Grey;
using XrayPortal.Inference.Evaluation;
using XrayPortal.Inference.Scoring;

namespace XrayPortal.Training.Saliency;

/// <summary>Measures maps on labelled films: inside the lungs, on the findings' boxes, adding up, agreeing with the exported model.</summary>
internal sealed class SetExplainer(TrainedNetwork model, ExplainOptions options)
{
    private readonly int category = options.Category ?? model.Classes.Count - 1;

    /// <param name="set">The whole set: its training films with boxes give the fixed points.</param>
    /// <param name="films">The part that is measured.</param>
    /// <param name="lungs">Null: lungs are not looked at.</param>
    public Result<(SetFigures Figures, IReadOnlyList<FilmRow> Rows)> Measure(
        LabelledSet set, IReadOnlyList<LabelledFilm> films, LungRegions? lungs, Action<int>? progress, CancellationToken cancellationToken)
    {
        string[] bad = [.. set.Films.Where(f => f.Facts.TryGetValue("box", out var text) && Box.Parse(text) is null).Select(f => Path.GetFileName(f.File))];
        if (bad.Length > 0) return ExplainRefusals.Boxes(bad);
        using var exported = ClassScorer.Load(model.Package).Value; // it was tried when it was opened
        var explainer = new FilmExplainer(model, options with { Category = category });
        var (rows, agreements) = (new List<FilmRow>(), new List<CamAgreement>());
        for (var i = 0; i < films.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var film = model.Read(films[i].File);
            if (film.IsRefused) return ExplainRefusals.Unreadable(Path.GetFileName(films[i].File), film.Refusal);
            var explanation = explainer.Explain(film.Value);
            var own = Rows(films[i], film.Value[0], explanation, lungs);
            if (own.IsRefused) return own.Refusal;
            rows.AddRange(own.Value);
            if (CamAgreement.Of(exported, film.Value, explanation) is { } agreement) agreements.Add(agreement);
            progress?.Invoke(i + 1);
        }

        return (Figures(set, films.Count, rows, agreements), rows);
    }

    private static Result<IReadOnlyList<FilmRow>> Rows(LabelledFilm film, GreyImage image, FilmExplanation explanation, LungRegions? lungs)
    {
        var cover = lungs?.Cover(film.Facts["file"], image.Width, image.Height);
        if (cover is { IsRefused: true } refused) return refused.Refusal!;
        var boxes = BoxesOf(film);
        return Result.Of<IReadOnlyList<FilmRow>>([.. explanation.Maps.Select(map => new FilmRow(
            film.Facts["file"], film.Patient, film.Label, map.Method, explanation.Logit, explanation.Probability,
            cover is { } region ? LungShare.Of(map.Shown, region.Value.Kind, region.Value.Cover, image.Width, image.Height) : null,
            boxes, map.Shown.Peak, map.Path?.CompletenessError))]);
    }

    private SetFigures Figures(LabelledSet set, int films, List<FilmRow> rows, List<CamAgreement> agreements)
    {
        IReadOnlyList<Box>[] training = [.. set.Films.Where(f => f.Split == "train").Select(BoxesOf).Where(b => b.Count > 0)];
        var manifest = model.Package.Manifest;
        var integrated = options.Methods.Contains(SaliencyMethod.IntegratedGradients);
        return new SetFigures
        {
            Model = $"{manifest.Name} {manifest.Version}",
            DataSet = set.Name,
            Films = films,
            Class = model.Classes[category],
            Baseline = integrated ? options.Baseline : null,
            Steps = integrated ? options.Steps : null,
            Lungs = SetSummary.Lungs(rows),
            Pointing = SetSummary.Pointing(rows, training.Length > 0 ? FixedPoints.Choose(training) : null),
            Completeness = SetSummary.Completeness(rows),
            Agreement = agreements.Count == 0 ? null : new AgreementFigures(
                agreements.Count, agreements.Min(a => a.Cosine) ?? 1, agreements.Max(a => a.LargestDifference), agreements.Max(a => a.ProbabilityDifference)),
        };
    }

    private static IReadOnlyList<Box> BoxesOf(LabelledFilm film) => film.Facts.TryGetValue("box", out var text) ? Box.Parse(text)! : []; // looked at in Measure
}
