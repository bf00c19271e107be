using XrayPortal.Training.Data;

namespace XrayPortal.Training.Tests.Data;

public sealed class PatientSplitTests
{
    [Fact]
    public void Carve_PatientsAndDuplicates_NeverPart()
    {
        var random = new Random(3);
        var films = Enumerable.Range(0, 600)
            .Select(i => Film($"f{i:000}", i % 3 == 0 ? 0 : 1, $"p{(i % 3 == 0 ? 0 : 1)}-{random.Next(120)}", duplicateGroup: i % 10 == 0 ? $"{i / 40}" : null))
            .ToList();

        var split = PatientSplit.Carve(films, 0.2, seed: 1).Value;

        Assert.Empty(PatientSplit.Overlap(split));
        Assert.Equal(600, split.Train.Count + split.Validation.Count);
        Assert.InRange(split.Validation.Count, 80, 300);
        Assert.Contains(split.Validation, f => f.Label == 0);
        Assert.Contains(split.Validation, f => f.Label == 1);
    }

    [Fact]
    public void Carve_SameSeed_SameSplit()
    {
        var films = Enumerable.Range(0, 100).Select(i => Film($"f{i:000}", i % 2, $"p{i}")).ToList();

        var one = PatientSplit.Carve(films, 0.2, seed: 9).Value;
        var two = PatientSplit.Carve([.. films.AsEnumerable().Reverse()], 0.2, seed: 9).Value;

        Assert.Equal(one.Validation.Select(f => f.File).Order(), two.Validation.Select(f => f.File).Order());
    }

    [Fact]
    public void Carve_PatientInTrainAndTest_IsRefusedByName()
    {
        List<Example> films = [.. Enumerable.Range(0, 40).Select(i => Film($"f{i}", i % 2, $"p{i}")), Film("t", 1, "p3", part: "test")];

        var result = PatientSplit.Carve(films, 0.2, seed: 1);

        Assert.Equal("data.patient-in-two-parts", result.Refusal?.Code);
        Assert.Contains("p3", result.Refusal!.Sentence);
    }

    /// <summary>A set that names its validation part must not leave another without one.</summary>
    [Fact]
    public void Carve_TwoSetsOneWithValidation_CarvesTheOther()
    {
        var carved = Enumerable.Range(0, 100).Select(i => Film($"a{i:000}", i % 2, $"a{i}") with { Set = "a" });
        var given = Enumerable.Range(0, 40).Select(i => Film($"b{i:000}", i % 2, $"b{i}", i < 10 ? "validation" : "train") with { Set = "b" });

        var split = PatientSplit.Carve([.. carved, .. given], 0.2, seed: 1).Value;

        Assert.Equal(20, split.Validation.Count(f => f.Set == "a"));
        Assert.Equal(10, split.Validation.Count(f => f.Set == "b"));
    }

    [Fact]
    public void Folds_EveryFilmValidatesOnceAndPatientsStayTogether()
    {
        var films = Enumerable.Range(0, 300).Select(i => Film($"f{i:000}", i % 3 == 0 ? 0 : 1, $"p{i % 3}-{i / 9}")).ToList();

        var folds = PatientSplit.Folds([.. films, Film("t0", 0, "t0", "test"), Film("t1", 1, "t1", "test")], 5, seed: 1).Value;

        Assert.Equal(films.Select(f => f.File).Order(), folds.SelectMany(f => f.Validation).Select(f => f.File).Order());
        Assert.All(folds, f => Assert.Empty(PatientSplit.Overlap(f)));
        Assert.All(folds, f => Assert.Equal(2, f.Test.Count));
        Assert.All(folds, f => Assert.InRange(f.Validation.Count, 50, 70));
    }

    [Fact]
    public void Carve_TestShare_KeepsPatientsForTheTest()
    {
        var films = Enumerable.Range(0, 200).Select(i => Film($"f{i:000}", i % 2, $"p{i / 2 % 50}-{i % 2}")).ToList();

        var split = PatientSplit.Carve(films, 0.1, seed: 1, testShare: 0.2).Value;

        Assert.InRange(split.Test.Count, 40, 44);
        Assert.InRange(split.Validation.Count, 16, 20);
        Assert.Empty(PatientSplit.Overlap(split));
    }

    [Fact]
    public void Carve_OneClass_IsRefused()
    {
        var films = Enumerable.Range(0, 40).Select(i => Film($"f{i}", 1, $"p{i}")).ToList();

        Assert.Equal("data.one-class", PatientSplit.Carve(films, 0.2, seed: 1).Refusal?.Code);
    }

    private static Example Film(string file, int label, string patient, string? part = "train", string? duplicateGroup = null) =>
        new(file, null, label, patient, part, duplicateGroup);
}
