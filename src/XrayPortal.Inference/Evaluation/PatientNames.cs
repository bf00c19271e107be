using System.Text.RegularExpressions;

namespace XrayPortal.Inference.Evaluation;

/// <summary>Whom a film shows where no column says so.</summary>
internal static partial class PatientNames
{
    /// <summary>
    /// Reads the patient from file names of the children's set of Guangzhou (Kermany et al., Cell 172, 2018): <c>person12_virus_46</c>,
    /// <c>IM-0115-0001</c>, <c>NORMAL2-IM-0941-0001</c>; numbers of persons start anew in test. Any other file counts as a patient of its own.
    /// </summary>
    public static string Of(string file, string? split)
    {
        var name = Path.GetFileName(file);
        if (Person().Match(name) is { Success: true } person)
            return $"{(split == SplitNames.Test ? SplitNames.Test : SplitNames.Train)}-p{person.Groups[1].Value}";
        if (Normal().Match(name) is { Success: true } normal)
            return $"{(normal.Groups[1].Success ? 'm' : 'n')}{normal.Groups[2].Value}";
        return file;
    }

    [GeneratedRegex(@"^person(\d+)_", RegexOptions.CultureInvariant)]
    private static partial Regex Person();

    [GeneratedRegex(@"^(NORMAL2-)?IM-(\d+)-", RegexOptions.CultureInvariant)]
    private static partial Regex Normal();
}
