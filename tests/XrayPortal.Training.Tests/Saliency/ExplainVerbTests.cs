using System.Text.Json;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Overlay;
using XrayPortal.Training.Tests.Builders;
using XrayPortal.Training.Verbs;

namespace XrayPortal.Training.Tests.Saliency;

public sealed class ExplainVerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string package;

    public ExplainVerbTests() => package = SmallPackage.Write(folder.File("package"));

    [Fact]
    public async Task Explain_Films_WritesPicturesAtTheirSizeAndNumbers()
    {
        File.WriteAllBytes(folder.File("film.png"), PngEncoder.Grey(Phantom.Draw(1, pneumonia: true, 130, 90)));

        var code = await RunAsync(package, folder.File("film.png"), "--out", folder.File("out"), "--steps", "16");

        Assert.Equal(ExitCode.Done, code);
        foreach (var method in (string[])["gradcam", "integrated-gradients"])
        {
            var picture = File.ReadAllBytes(Path.Combine(folder.File("out"), $"film-{method}.png"));
            var image = FilmDecoder.Decode(picture, DecodeLimits.Default).Value.Image;
            Assert.Equal((130, 90), (image.Width, image.Height));
        }

        using var numbers = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.File("out"), "film.json")));
        var root = numbers.RootElement;
        Assert.Equal("pneumonia", root.GetProperty("class").GetString());
        Assert.Equal(16, root.GetProperty("gradCam").GetProperty("values").GetArrayLength());
        Assert.True(root.GetProperty("gradCam").GetProperty("exportedModel").GetProperty("largestDifference").GetDouble() < 1e-3);
        Assert.Equal(64 * 64, root.GetProperty("integratedGradients").GetProperty("values").GetArrayLength());
    }

    [Fact]
    public async Task Explain_LabelledSet_MeasuresLungsBoxesAndRandomisation()
    {
        var rows = new List<string> { "file,label,patient,split,box,lung_box" };
        for (var i = 0; i < 6; i++)
        {
            File.WriteAllBytes(folder.File($"{i}.png"), PngEncoder.Grey(Phantom.Draw(i + 1, pneumonia: true, 96, 96)));
            rows.Add($"{i}.png,pneumonia,p{i},{(i < 3 ? "train" : "validation")},0.1 0.3 0.4 0.7;0.6 0.3 0.9 0.7,0.1 0.1 0.9 0.8");
        }

        File.WriteAllLines(folder.File("set.csv"), rows);

        var code = await RunAsync(
            package, folder.File("set.csv"), "--method", "gradcam", "--lungs", folder.File("set.csv"), "--split", "validation", "--randomise", "2", "--out", folder.File("out"));

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(4, File.ReadAllLines(Path.Combine(folder.File("out"), "explanations.csv")).Length);
        using var numbers = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.File("out"), "explanations.json")));
        var root = numbers.RootElement;
        Assert.Equal(0.56, root.GetProperty("lungs")[0].GetProperty("area").GetDouble(), 0.02);
        Assert.Equal(3, root.GetProperty("pointing")[0].GetProperty("films").GetInt32());
        Assert.Equal(3, root.GetProperty("agreement").GetProperty("films").GetInt32());
        Assert.Equal(5, root.GetProperty("randomisation").GetArrayLength());
    }

    [Theory]
    [InlineData("--class", "bacteria")]
    [InlineData("--lungs", "nowhere.csv")]
    public async Task Explain_UnknownClassOrTable_IsRefused(string option, string value)
    {
        File.WriteAllBytes(folder.File("a.png"), PngEncoder.Grey(Phantom.Draw(1, pneumonia: true, 96, 96)));
        File.WriteAllLines(folder.File("set.csv"), ["file,label", "a.png,normal"]);

        Assert.Equal(ExitCode.Refused, await RunAsync(package, folder.File("set.csv"), option, value));
    }

    public void Dispose() => folder.Dispose();

    private static Task<int> RunAsync(params string[] arguments) => ExplainVerb.Create().Parse(arguments).InvokeAsync();
}
