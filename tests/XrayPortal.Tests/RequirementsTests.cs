using System.Text.RegularExpressions;
using XrayPortal.Tests.Builders;
using Xunit;

namespace XrayPortal.Tests;

/// <summary>docs/requirements.md is a promise: what it names as proof is there.</summary>
public sealed partial class RequirementsTests
{
    private static readonly string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "requirements.md"));

    [Fact]
    public void Proofs_EveryTestAndFileNamed_Exists()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Test().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileNameWithoutExtension(f)}.{m.Groups[1].Value}"))
            .ToHashSet(StringComparer.Ordinal);
        var named = TestName().Matches(page).Select(m => m.Groups[1].Value).ToList();
        var files = FileName().Matches(page).Select(m => m.Groups[1].Value);

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(tests));
        Assert.All(files, f => Assert.True(Path.Exists(Path.Combine(Repository.Root, f)), f));
    }

    [Fact]
    public void Rows_EachOne_HasANumberOfItsOwnAndAProofOrSaysThatThereIsNone()
    {
        var rows = Row().Matches(page).Select(m => (Number: m.Groups[1].Value, Proof: m.Groups[2].Value)).ToList();

        Assert.NotEmpty(rows);
        Assert.Equal(page.Split('\n').Count(line => line.StartsWith("| R", StringComparison.Ordinal)), rows.Count);
        Assert.Empty(rows.GroupBy(r => r.Number).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.All(rows, r => Assert.True(
            r.Proof.Contains("Not proved here", StringComparison.Ordinal) || TestName().IsMatch(r.Proof) || FileName().IsMatch(r.Proof), r.Number));
    }

    // The attributes of a test, then its name.
    [GeneratedRegex(@"\[(?:Fact|Theory)[^\n]*\n(?:\s*\[[^\n]*\n)*\s*public (?:async )?(?:void|Task|ValueTask) (\w+)\(")]
    private static partial Regex Test();

    [GeneratedRegex(@"`(\w+(?:Tests|Story)\.\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"`((?:bench/|deploy/|models/|docs/|check\.sh)[\w./-]*)`")]
    private static partial Regex FileName();

    [GeneratedRegex(@"^\| (R\d+) \| [^|]+ \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
