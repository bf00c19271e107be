using XrayPortal.Inference.Scoring;

namespace XrayPortal.Inference.Tests.Scoring;

public sealed class WordingTests
{
    [Fact]
    public void Of_EveryCall_HasWordsThatLeadBack() =>
        Assert.All(Enum.GetValues<Call>(), call => Assert.Equal(call, Wording.CallOf(Wording.Of(call))));

    [Fact]
    public void CallOf_OtherWords_IsNull() => Assert.Null(Wording.CallOf("healthy"));

    [Fact]
    public void Words_NeverClaimMoreThanTheyMay()
    {
        string[] banned = ["diagnos", "healthy", "sure", "confident"];

        foreach (var words in (string[])[Wording.Suggestive, Wording.NotFound, Wording.NotAssessed, ScoringRefusals.NotAChestFilm.Sentence, ScoringRefusals.GpuMissing.Sentence])
            Assert.DoesNotContain(banned, b => words.Contains(b, StringComparison.OrdinalIgnoreCase));
        Assert.StartsWith("Not for diagnosis.", Wording.Disclaimer);
    }
}
