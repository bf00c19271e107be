using System.Text.RegularExpressions;
using System.Xml.Linq;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests;

/// <summary>Rules of the house that a compiler does not know.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string root = Repository.Root;

    [Theory]
    [InlineData("XrayPortal.Imaging")]
    [InlineData("XrayPortal.Inference", "XrayPortal.Imaging")]
    [InlineData("XrayPortal.Training", "XrayPortal.Imaging", "XrayPortal.Inference")]
    [InlineData("XrayPortal", "XrayPortal.Imaging", "XrayPortal.Inference")]
    public void Project_References_PointOneWay(string project, params string[] mayReference)
    {
        var file = XDocument.Load(Path.Combine(root, "src", project, project + ".csproj"));
        var references = file.Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

        Assert.Empty(references.Except(mayReference));
    }

    [Theory]
    [InlineData("XrayPortal.Imaging")]
    [InlineData("XrayPortal.Inference")]
    public void Library_Sources_KnowNoWebNoDatabaseNoClock(string project)
    {
        var offenders = Sources(project, "*.cs").Where(f => ForeignToLibraries().IsMatch(File.ReadAllText(f)));

        Assert.Empty(offenders.Select(Short));
    }

    [Fact]
    public void Slices_Components_AreUsedInTheirOwnSliceOrTheShell()
    {
        // A component of another slice is used by its tag; those of Shell are for everyone.
        var components = Sources("XrayPortal", "*.razor").Where(f => !Path.GetFileName(f).StartsWith('_'))
            .Select(f => (Name: Path.GetFileNameWithoutExtension(f), Slice: SliceOf(f))).Where(c => c.Slice != "Shell").ToList();
        var offenders =
            from file in Sources("XrayPortal", "*.razor")
            let text = File.ReadAllText(file)
            from component in components
            where component.Slice != SliceOf(file) && Regex.IsMatch(text, $"<{component.Name}[ />]")
            select $"{Short(file)} uses {component.Slice}/{component.Name}";

        Assert.Empty(offenders);
    }

    [Fact]
    public void Refusals_Codes_AreUniqueAndWellFormed()
    {
        var codes = AllSources("*.cs").SelectMany(f => RefusalCode().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).ToList();

        Assert.NotEmpty(codes);
        Assert.Empty(codes.GroupBy(c => c).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.All(codes, c => Assert.Matches(WellFormed(), c));
    }

    [Fact]
    public void Words_ThatPromiseTooMuch_AreNowhere()
    {
        var texts = AllSources("*.razor").Select(f => (File: f, Text: File.ReadAllText(f)))
            .Concat(AllSources("*.cs").SelectMany(f => Literal().Matches(File.ReadAllText(f)).Select(m => (File: f, Text: m.Value))))
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "wwwroot"), "*.js", SearchOption.AllDirectories)
                .Select(f => (File: f, Text: File.ReadAllText(f))));

        var offenders = texts.SelectMany(t => Banned().Matches(t.Text).Select(m => $"{Short(t.File)}: {m.Value}"));

        Assert.Empty(offenders);
    }

    private static IEnumerable<string> AllSources(string pattern) =>
        Directory.EnumerateDirectories(Path.Combine(root, "src")).SelectMany(p => Sources(Path.GetFileName(p), pattern));

    private static IEnumerable<string> Sources(string project, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(root, "src", project), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    private static string SliceOf(string file) =>
        Path.GetRelativePath(Path.Combine(root, "src", "XrayPortal"), file).Split('/')[0];

    private static string Short(string file) => Path.GetRelativePath(root, file);

    [GeneratedRegex(@"Microsoft\.AspNetCore|EntityFrameworkCore|Microsoft\.Data|TimeProvider")]
    private static partial Regex ForeignToLibraries();

    [GeneratedRegex("new(?: Refusal)?\\(\\s*\"([^\"]+)\",\\s*RefusalKind\\.")]
    private static partial Regex RefusalCode();

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*\\.[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex WellFormed();

    [GeneratedRegex("\"(?:[^\"\\\\\n]|\\\\.)*\"")]
    private static partial Regex Literal();

    // "not for diagnosis" is the disclaimer.
    [GeneratedRegex(@"(?<!not for )\bdiagnos(is|es|ed|tic)\b|(?<!HealthStatus\.)\bhealthy\b|\bAI is sure\b|\bconfident(ly)?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Banned();
}
