using System.CommandLine;
using XrayPortal.Imaging;
using XrayPortal.Training.Augmentation;
using XrayPortal.Training.Data;
using XrayPortal.Training.Inspection;
using XrayPortal.Training.Recipes;
using static TorchSharp.torch;

namespace XrayPortal.Training.Verbs;

/// <summary><c>augment PICTURE... --preview SHEET.png</c>: what a recipe's augmentation makes of pictures, one row each, to look at before training.</summary>
internal static class AugmentVerb
{
    private const int TileSide = 160;

    public static Command Create()
    {
        var pictures = new Argument<string[]>("pictures") { Description = "PNG, JPEG or DICOM files.", Arity = ArgumentArity.OneOrMore };
        var recipe = new Option<string>("--recipe") { Description = $"A recipe file or a preset: {string.Join(", ", Presets.Names)}.", DefaultValueFactory = _ => Presets.Default };
        var preview = new Option<string>("--preview") { Description = "PNG to write: each picture as it is, then its draws.", Required = true };
        var draws = new Option<int>("--draws") { Description = "Draws of each picture, 1 to 30.", DefaultValueFactory = _ => 7 };
        var seed = new Option<int>("--seed") { Description = "The same seed, the same sheet.", DefaultValueFactory = _ => 1 };
        var command = new Command("augment", "Show what a recipe's augmentation does to pictures.") { pictures, recipe, preview, draws, seed };
        command.SetAction(parse =>
        {
            var read = Presets.Read(parse.GetValue(recipe)!);
            if (read.IsRefused) return ExitCode.Say(read.Refusal);
            if (parse.GetValue(draws) is < 1 or > 30)
                return ExitCode.Say(new Refusal("augment.draws", RefusalKind.Invalid, "Draws must lie in 1 to 30."));
            if (Devices.TorchReadiness.Check() is { } missing) return ExitCode.Say(missing);
            var store = PictureStore.Load(new PictureFiles(), parse.GetValue(pictures)!, read.Value.Channels, read.Value.InputSide, read.Value.CacheMegabytes);
            if (store.IsRefused) return ExitCode.Say(store.Refusal);
            File.WriteAllBytes(parse.GetValue(preview)!, Draw(store.Value, parse.GetValue(pictures)!, read.Value.Augmentation, parse.GetValue(draws), parse.GetValue(seed)));
            Console.WriteLine($"Wrote {parse.GetValue(preview)}: each picture as it is, then {parse.GetValue(draws)} draws.");
            return ExitCode.Done;
        });
        return command;
    }

    private static byte[] Draw(PictureStore store, string[] files, AugmentationRanges ranges, int draws, int seed)
    {
        using var scope = NewDisposeScope();
        var sheet = new ContactSheet(TileSide, draws + 1);
        foreach (var (file, row) in files.Select((f, i) => (f, i)))
        {
            sheet.NewBand();
            for (var draw = 0; draw <= draws; draw++)
            {
                var pixels = new float[store.Length];
                Augmenter.Apply(store[file], pixels, store.Side, draw == 0 ? AugmentationRanges.None : ranges, new Random((seed * 10_007) + (row * 101) + draw));
                var picture = tensor(pixels, [store.Channels, store.Side, store.Side]);
                sheet.Add(store.Channels == 1 ? picture[0] : picture);
            }
        }

        return sheet.ToPng();
    }
}
