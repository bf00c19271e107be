using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using XrayPortal.Decoding;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Grey;
using Xunit;

namespace XrayPortal.Tests.Decoding;

/// <summary>What the portal makes of an answer that no honest decoder gives.</summary>
public sealed class DecodeWireTests
{
    private static readonly DecodeLimits small = new() { MaxPixels = 100, MaxSide = 50 };

    [Theory]
    [InlineData("""{"width":2,"height":1,"bitsStored":8,"format":0}""", new[] { 0f, 1f }, null)]
    [InlineData("""{"width":60,"height":1,"bitsStored":8,"format":0}""", new float[0], "size")] // longer than any side may be
    [InlineData("""{"width":11,"height":10,"bitsStored":8,"format":0}""", new float[0], "size")]
    [InlineData("""{"width":-2,"height":-1,"bitsStored":8,"format":0}""", new float[0], "size")]
    [InlineData("""{"width":2,"height":1,"bitsStored":8,"format":9}""", new[] { 0f, 1f }, "size")]
    [InlineData("""{"width":2,"height":1,"bitsStored":8,"format":0,"form":4}""", new[] { 0f, 1f }, "size")]
    [InlineData("""{"width":2,"height":1,"bitsStored":8,"format":0}""", new[] { 0f, float.NaN }, "pixel")]
    [InlineData("""{"width":2,"height":1,"bitsStored":8,"format":0}""", new[] { 0f, 1.5f }, "pixel")]
    [InlineData("""{"refusal":{"code":"<script>","kind":0,"sentence":"x"}}""", new float[0], "refusal")]
    [InlineData("""{"refusal":{"code":"a.b","kind":77,"sentence":"x"}}""", new float[0], "refusal")]
    [InlineData("garbage", new float[0], "JSON")]
    public async Task Hear_Answer_IsBelievedOnlyWithinBounds(string json, float[] pixels, string? fault)
    {
        using var stream = Message(json, pixels);

        var heard = DecodeWire.HearAsync(stream, small, CancellationToken.None);

        if (fault is null) Assert.Equal(2, (await heard).Value.Image.Width);
        else Assert.Contains(fault, (await Assert.ThrowsAsync<InvalidDataException>(() => heard)).Message);
    }

    /// <summary>Films of 8 bits travel as bytes, others as they are; both arrive to the last bit.</summary>
    [Theory]
    [InlineData(new[] { 0f, 17 / 255f, 1f }, 3)]
    [InlineData(new[] { 0f, 0.1234567f, 1f }, 12)]
    public async Task Answer_Heard_KeepsEveryPixel(float[] pixels, int bytes)
    {
        using var stream = new MemoryStream();
        var film = new DecodedFilm(new GreyImage(3, 1, pixels), FilmFormat.Dicom, 12, new FilmFacts { AgeYears = 4.5, View = "AP" }) { Presentations = ["Lung"] };

        await DecodeWire.AnswerAsync(stream, film, CancellationToken.None);
        var header = BinaryPrimitives.ReadInt32LittleEndian(stream.GetBuffer());
        stream.Position = 0;
        var heard = (await DecodeWire.HearAsync(stream, small, CancellationToken.None)).Value;

        Assert.Equal(bytes, stream.Length - 4 - header);
        Assert.Equal(pixels, heard.Image.Pixels);
        Assert.Equal((FilmFormat.Dicom, 12, film.Facts, "Lung"), (heard.Format, heard.BitsStored, heard.Facts, heard.Presentations.Single()));
    }

    [Fact]
    public async Task Hear_TableBeyondGrey_IsNotBelieved()
    {
        using var stream = Message("""{"width":4,"height":1,"bitsStored":8,"format":0,"form":2}""", [.. Enumerable.Repeat(2f, 256), 0]);

        Assert.Contains("pixel", (await Assert.ThrowsAsync<InvalidDataException>(() => DecodeWire.HearAsync(stream, small, CancellationToken.None))).Message);
    }

    /// <summary>DICOM films travel as their stored values and what those mean.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Answer_LevelsHeard_KeepEveryPixel(int cellBytes)
    {
        using var stream = new MemoryStream();
        var table = new float[LevelTable.Length(cellBytes)];
        (table[0], table[3], table[^1]) = (0.1234567f, 0.5f, 1);
        var levels = new GreyLevels(cellBytes == 1 ? [0, 3, 255, 1] : [0, 0, 255, 255], new LevelTable(table));

        await DecodeWire.AnswerAsync(stream, new DecodedFilm(new GreyImage(levels.Count, 1, levels), FilmFormat.Dicom, 12, FilmFacts.None), CancellationToken.None);
        var header = BinaryPrimitives.ReadInt32LittleEndian(stream.GetBuffer());
        stream.Position = 0;
        var heard = (await DecodeWire.HearAsync(stream, small, CancellationToken.None)).Value;

        Assert.Equal((table.Length * sizeof(float)) + 4, stream.Length - 4 - header);
        Assert.Equal(cellBytes == 1 ? [0.1234567f, 0.5f, 1, 0] : [0.1234567f, 1], heard.Image.Pixels);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task Hear_FalseLength_TakesNoMemoryForIt(int length)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);

        await Assert.ThrowsAsync<InvalidDataException>(() => DecodeWire.HearAsync(new MemoryStream(bytes), small, CancellationToken.None));
    }

    [Fact]
    public async Task Hear_EndInTheMiddle_SaysSo()
    {
        using var stream = Message("""{"width":2,"height":1,"bitsStored":8,"format":0}""", [0.5f]);

        await Assert.ThrowsAsync<EndOfStreamException>(() => DecodeWire.HearAsync(stream, small, CancellationToken.None));
        await Assert.ThrowsAsync<EndOfStreamException>(() => DecodeWire.HearAsync(Stream.Null, small, CancellationToken.None));
    }

    [Theory]
    [InlineData("""{"bytes":2147483647}""")]
    [InlineData("""{"bytes":-1}""")]
    [InlineData("""{"bytes":0}""")]
    [InlineData("""{"refusal":{"code":"<script>","kind":0,"sentence":"x"},"bytes":1}""")]
    public async Task HearObject_Answer_IsBelievedOnlyWithinBounds(string json)
    {
        using var stream = Message(json, []);

        await Assert.ThrowsAsync<InvalidDataException>(() => DecodeWire.HearObjectAsync(stream, CancellationToken.None));
    }

    [Fact]
    public async Task Answer_Object_IsHeardToTheLastByte()
    {
        using var stream = new MemoryStream();
        byte[] file = [1, 2, 3, 4, 5];

        await DecodeWire.AnswerAsync(stream, (Imaging.Result<byte[]>)file, CancellationToken.None);
        stream.Position = 0;

        Assert.Equal(file, (await DecodeWire.HearObjectAsync(stream, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task Listen_RequestBeyondItsOwnLimits_IsNotRead()
    {
        using var stream = Message(JsonSerializer.Serialize(new DecodeRequest(small with { MaxFileBytes = 10 }, null, 11), JsonSerializerOptions.Web), []);

        await Assert.ThrowsAsync<InvalidDataException>(() => DecodeWire.ListenAsync(stream, CancellationToken.None));
    }

    private static MemoryStream Message(string json, float[] pixels)
    {
        var stream = new MemoryStream();
        var header = Encoding.UTF8.GetBytes(json);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var pixel in pixels) stream.Write(BitConverter.GetBytes(pixel));
        stream.Position = 0;
        return stream;
    }
}
