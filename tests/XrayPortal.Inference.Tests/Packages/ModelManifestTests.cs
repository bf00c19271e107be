using System.Text.Json.Nodes;
using XrayPortal.Inference.Metrics;
using XrayPortal.Inference.Packages;
using XrayPortal.Inference.Tests.Builders;

namespace XrayPortal.Inference.Tests.Packages;

public sealed class ModelManifestTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var metrics = new PopulationMetrics
        {
            DataSet = "set/test",
            Population = "children",
            Films = 10,
            Patients = 9,
            Positives = 6,
            NotAssessed = 1,
            Auroc = new MetricInterval(0.98, 0.97, 0.99),
            Sensitivity = new MetricInterval(0.9, 0.8, 0.95),
            Specificity = new MetricInterval(0.8, 0.7, 0.9),
            Accuracy = 0.85,
            ConfusionMatrix = new ConfusionMatrix(5, 1, 3, 1),
        };
        var gate = TestPackage.Gate with { Start = 7, Mean = [0.1f, float.Epsilon, -3.4e38f] };
        var manifest = TestPackage.Manifest([]) with { Gate = gate, Metrics = [metrics], ParentVersion = "0.9.0", Limits = ["One hospital."] };

        var read = Read(manifest.ToJson()).Value;

        Assert.Equal(manifest.ToJson(), read.ToJson());
        Assert.Equal(gate.Mean, read.Gate?.Mean);
        Assert.Equal(7, read.Gate?.Start);
        Assert.Equal(metrics, read.Metrics[0]);
    }

    [Fact]
    public void ToJson_Names_AreThoseOfTheContract()
    {
        var json = JsonNode.Parse(TestPackage.Manifest([]).ToJson())!;

        foreach (var name in (string[])["name", "version", "classes", "network", "inputSide", "aspectRule", "temperature", "operatingPoint", "population", "gate", "sha256", "dataSetDigest", "codeVersion", "metrics", "trainedAt"])
            Assert.NotNull(json[name]);
        Assert.Equal("AAAAPwAAAAAAAAA/", json["gate"]!["mean"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("sha256")]
    [InlineData("population")]
    [InlineData("operatingPoint")] // beside a gate
    public void Read_RequiredNameMissing_IsRefusedAndNamesIt(string name)
    {
        var json = JsonNode.Parse(TestPackage.Manifest([]).ToJson())!.AsObject();
        json.Remove(name);

        var refusal = Read(json.ToJsonString()).Refusal;

        Assert.Equal("package.manifest", refusal?.Code);
        Assert.Contains(name, refusal?.Sentence);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    public void Read_NoJsonObject_IsRefused(string text) => Assert.Equal("package.manifest", Read(text).Refusal?.Code);

    [Theory]
    [InlineData("name", "\"../up\"")]
    [InlineData("version", "\"\"")]
    [InlineData("classes", "[\"pneumonia\"]")]
    [InlineData("inputSide", "0")]
    [InlineData("temperature", "0")]
    [InlineData("aspectRule", "\"crop\"")]
    [InlineData("sha256", "\"ABC\"")]
    [InlineData("operatingPoint", "{\"threshold\":1,\"chosenBy\":\"nobody\"}")]
    [InlineData("population", "{\"minAgeYears\":5,\"maxAgeYears\":1,\"sentence\":\"\"}")]
    public void Read_RuleBroken_IsRefusedAndNamesIt(string name, string value)
    {
        var json = JsonNode.Parse(TestPackage.Manifest([]).ToJson())!;
        json[name] = JsonNode.Parse(value);

        var refusal = Read(json.ToJsonString()).Refusal;

        Assert.Equal("package.manifest", refusal?.Code);
        Assert.Contains(name, refusal?.Sentence);
    }

    [Theory]
    [InlineData("mean", "\"AAA\"")]
    [InlineData("mean", "[0.5]")]
    [InlineData("mean", "\"AADAfw==\"")] // not a number
    [InlineData("mean", "\"\"")]
    [InlineData("variances", "\"AAAAAA==\"")] // zero
    [InlineData("components", "\"AAAAAA==\"")]
    [InlineData("residualVariance", "0")]
    [InlineData("start", "-1")]
    public void Read_GateBroken_IsRefused(string name, string value)
    {
        var json = JsonNode.Parse(TestPackage.Manifest([]).ToJson())!;
        json["gate"]![name] = JsonNode.Parse(value);

        Assert.Equal("package.manifest", Read(json.ToJsonString()).Refusal?.Code);
    }

    private Imaging.Result<ModelManifest> Read(string json) => ModelManifest.Read(folder.Write("manifest.json", json));
}
