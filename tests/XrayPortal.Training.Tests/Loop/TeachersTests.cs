using TorchSharp;
using XrayPortal.Training.Loop;
using XrayPortal.Training.Networks;
using XrayPortal.Training.Recipes;
using XrayPortal.Training.Saliency;
using XrayPortal.Training.Tests.Builders;
using static TorchSharp.torch;

namespace XrayPortal.Training.Tests.Loop;

public sealed class TeachersTests : IDisposable
{
    private static readonly string[] Films = ["normal", "pneumonia"];
    private static readonly Recipe Taught = new() { Network = "small", InputSide = SmallPackage.Side, TeacherShare = 0.5 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Two teachers at other sides and normalisations than the student's: the mean of their calibrated logits.</summary>
    [Fact]
    public void Opinion_TwoTeachers_IsTheMeanOfTheirCalibratedLogits()
    {
        using var scope = NewDisposeScope();
        string[] packages = [SmallPackage.Write(folder.File("film")), SmallPackage.Write(folder.File("imagenet"), Normalisation.ImageNet)];
        var pixels = rand(3, 1, SmallPackage.Side, SmallPackage.Side, generator: new Generator(5));
        using var teachers = Teachers.Open(packages, Taught, Films, Precision.Float32).Value;

        var opinion = ExportedNetwork.Values(teachers.Opinion(pixels)!);

        double[] expected = new double[3];
        foreach (var package in packages)
        {
            using var one = TrainedNetwork.Open(package).Value;
            for (var i = 0; i < 3; i++)
            {
                var probability = one.Probability(one.Results(pixels[i..(i + 1)]), 1);
                expected[i] += Math.Log(probability / (1 - probability)) / 2;
            }
        }

        for (var i = 0; i < 3; i++) Assert.Equal(1 / (1 + Math.Exp(-expected[i])), opinion[i], 1e-5);
        Assert.True(opinion.Distinct().Count() > 1);
    }

    /// <summary>A picture of another size is resized to the teacher's.</summary>
    [Fact]
    public void Opinion_LargerPictures_AreResized()
    {
        using var scope = NewDisposeScope();
        using var teachers = Teachers.Open([SmallPackage.Write(folder.File("film"))], Taught, Films, Precision.Float32).Value;
        var pixels = rand(2, 1, SmallPackage.Side, SmallPackage.Side, generator: new Generator(6));
        var doubled = pixels.repeat_interleave(2, 2).repeat_interleave(2, 3);

        var (one, other) = (ExportedNetwork.Values(teachers.Opinion(pixels)!), ExportedNetwork.Values(teachers.Opinion(doubled)!));

        for (var i = 0; i < 2; i++) Assert.Equal(one[i], other[i], 1e-4);
    }

    [Fact]
    public void Open_Nobody_HasNoOpinion()
    {
        using var teachers = Teachers.Open([], new Recipe(), Films, Precision.Float32).Value;

        Assert.Null(teachers.Opinion(ones(1, 1, 4, 4)));
    }

    [Fact]
    public void Open_WhatDoesNotFit_IsRefused()
    {
        var package = SmallPackage.Write(folder.File("film"));

        Assert.Equal("teacher.share", Teachers.Open([package], new Recipe(), Films, Precision.Float32).Refusal!.Code);
        Assert.Equal("teacher.share", Teachers.Open([], Taught, Films, Precision.Float32).Refusal!.Code);
        Assert.Equal("teacher.classes", Teachers.Open([package], Taught, ["apple", "berry"], Precision.Float32).Refusal!.Code);
        Assert.Equal("teacher.colour", Teachers.Open([package], Taught with { Colour = true }, Films, Precision.Float32).Refusal!.Code);
        Assert.True(Teachers.Open([folder.File("nothing")], Taught, Films, Precision.Float32).IsRefused);
    }
}
