using System.Text.Json;
using TorchSharp;
using XrayPortal.Imaging;
using XrayPortal.Training.Data;
using XrayPortal.Training.Devices;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;

namespace XrayPortal.Training.Loop;

/// <summary>One set split one way, decoded, with the network that is to learn it: everything a run, a fold or an export begins with.</summary>
internal sealed class Lesson : IDisposable
{
    private readonly Recipe recipe;
    private readonly BatchLoader loader;
    private readonly Objective objective;
    private readonly Network network;

    private Lesson(Recipe recipe, LearningSet set, SplitExamples split, PictureStore store, NetworkGraph graph)
    {
        this.recipe = recipe;
        Set = set;
        Split = split;
        objective = new Objective(recipe, split.Train, set.Classes.Count);
        loader = new BatchLoader(store, split.Train, recipe);
        Predictor = new Predictor(loader, recipe);
        network = new Network(graph, recipe.Seed);
        Average = new Network(graph, recipe.Seed);
    }

    public LearningSet Set { get; }

    public SplitExamples Split { get; }

    public Objective Objective => objective;

    public Predictor Predictor { get; }

    /// <summary>Whether films are learnt, as the portal assesses them: grey, normal against pneumonia.</summary>
    public bool IsOfFilms => Set.Classes.SequenceEqual(LearningSet.FilmClasses) && !recipe.Colour;

    /// <summary>The network that is validated and shipped.</summary>
    public Network Average { get; }

    /// <summary>Decodes training and validation part and lays the network out; bad pictures stop it here.</summary>
    public static Result<Lesson> Prepare(Recipe recipe, LearningSet set, SplitExamples split)
    {
        var limited = Limit(split, recipe);
        var files = limited.Train.Concat(limited.Validation).SelectMany(f => new[] { f.File, f.Alternate }).OfType<string>();
        var store = PictureStore.Load(set.Pictures, files, recipe.Channels, recipe.InputSide, recipe.CacheMegabytes);
        if (store.IsRefused) return store.Refusal;
        if (recipe.ClassWeights is { } weights && weights.Count != set.Classes.Count)
            return new Refusal("recipe.class-weights", RefusalKind.Invalid, $"The recipe weighs {weights.Count} classes; the set has {set.Classes.Count}. Give one weight a class.");
        var graph = NetworkCatalogue.GetForLearning(recipe, Objective.Nodes(set.Classes.Count));
        return graph.IsRefused ? graph.Refusal : new Lesson(recipe, set, limited, store.Value, graph.Value);
    }

    /// <summary>Learns from the starting weights, or goes on from the last checkpoint.</summary>
    /// <param name="arguments">Name a parent, whose weights to start from in place of the recipe's, and teachers.</param>
    public Result<LearningOutcome> Learn(RunArguments arguments, Checkpoints checkpoints, RunLog log, Action<IReadOnlyList<EpochRecord>> epochDone, CancellationToken cancellationToken)
    {
        var started = StartingWeights.Load(network, recipe, arguments.Parent);
        if (started.IsRefused) return started.Refusal;
        var precision = recipe.Precision ?? (TorchReadiness.HasBFloat16() ? Precision.BFloat16 : Precision.Float32);
        var opened = Teachers.Open(arguments.Teachers ?? [], recipe, Set.Classes, precision);
        if (opened.IsRefused) return opened.Refusal;
        using var teachers = opened.Value;
        LogStart(log, started.Value, precision);
        using var trainer = new Trainer(recipe, Split, loader, Predictor, objective, teachers, network, Average, checkpoints, log, precision) { EpochDone = epochDone };
        return trainer.Run(cancellationToken);
    }

    public void Dispose()
    {
        network.Dispose();
        Average.Dispose();
    }

    /// <summary>A quick trial takes a seeded draw from the training part.</summary>
    private static SplitExamples Limit(SplitExamples split, Recipe recipe)
    {
        if (recipe.MaxFilms == 0 || split.Train.Count <= recipe.MaxFilms) return split;
        var films = split.Train.OrderBy(f => f.File, StringComparer.Ordinal).ToArray();
        new Random((int)(recipe.Seed % int.MaxValue)).Shuffle(films);
        return split with { Train = films[..recipe.MaxFilms] };
    }

    private void LogStart(RunLog log, string weights, Precision precision)
    {
        object Count(IReadOnlyList<Example> films) => new
        {
            films = films.Count,
            positives = Set.Classes.Count == 2 ? films.Count(f => f.Label == 1) : (int?)null,
            patients = films.Select(f => f.Patient).Distinct(StringComparer.Ordinal).Count(),
        };
        log.Write("start", new
        {
            recipe = JsonSerializer.SerializeToNode(recipe, Recipe.Json),
            weights,
            classes = Set.Classes,
            train = Count(Split.Train),
            validation = Count(Split.Validation),
            test = Count(Split.Test),
            patientOverlap = PatientSplit.Overlap(Split).Count,
            device = "cpu",
            threads = torch.get_num_threads(),
            precision = precision.ToString(),
            processId = Environment.ProcessId,
        });
    }
}
