using XrayPortal.Inference.Evaluation;

namespace XrayPortal.Inference.Tests.Evaluation;

public sealed class RowFilterTests
{
    [Theory]
    [InlineData("matched_strict=1", "a b")]
    [InlineData("matched_strict!=1", "c d")]
    [InlineData("View=pa", "a c")]
    [InlineData("view=", "b d")]
    [InlineData("view!=", "a c")]
    public void Apply_Condition_KeepsTheFilmsThatMeetIt(string text, string expected)
    {
        var kept = RowFilter.Apply(Set, [RowFilter.Parse(text).Value]).Value;

        Assert.Equal(expected.Split(' '), kept.Films.Select(f => f.Patient));
        Assert.Equal($"set where {RowFilter.Parse(text).Value}", kept.Name);
    }

    [Fact]
    public void Apply_SeveralConditions_AllMustHold() =>
        Assert.Equal("set.one-class", RowFilter.Apply(Set, [RowFilter.Parse("matched_strict=1").Value, RowFilter.Parse("view=PA").Value]).Refusal?.Code);

    [Fact]
    public void Apply_NothingLeft_IsRefused() => Assert.Equal("set.empty", RowFilter.Apply(Set, [RowFilter.Parse("view=lateral").Value]).Refusal?.Code);

    [Fact]
    public void Apply_ColumnThatIsNotThere_NamesThoseThatAre()
    {
        var refusal = RowFilter.Apply(Set, [RowFilter.Parse("vieww=PA").Value]).Refusal!;

        Assert.Equal("evaluation.no-such-column", refusal.Code);
        Assert.Contains("label, matched_strict, view", refusal.Sentence);
    }

    [Theory]
    [InlineData("matched")]
    [InlineData("=1")]
    [InlineData("!=1")]
    public void Parse_NoCondition_IsRefused(string text) => Assert.Equal("evaluation.bad-filter", RowFilter.Parse(text).Refusal?.Code);

    private static LabelledSet Set => LabelledSet.Of("set", [Film("a", 1, "1", "PA"), Film("b", 0, "1", null), Film("c", 0, "0", "PA"), Film("d", 1, "0", null)], "/set");

    private static LabelledFilm Film(string patient, int label, string matched, string? view)
    {
        var facts = new Dictionary<string, string> { ["matched_strict"] = matched };
        if (view is not null) facts["view"] = view;
        return new LabelledFilm { File = $"/set/{patient}.png", Label = label, Patient = patient, Facts = facts };
    }
}
