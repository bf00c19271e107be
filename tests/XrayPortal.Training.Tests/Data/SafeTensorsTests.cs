using System.Buffers.Binary;
using System.Text;
using TorchSharp;
using XrayPortal.Training.Data;
using XrayPortal.Training.Tests.Builders;

namespace XrayPortal.Training.Tests.Data;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_HalfPrecision_IsWidenedExactly()
    {
        var path = Write("{\"w\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}", [0x00, 0x3C, 0x00, 0xC1]); // 1.0, -2.5

        using var w = SafeTensors.Read(path).Value["w"];

        Assert.Equal([1f, -2.5f], w.data<float>().ToArray());
    }

    [Fact]
    public void Write_ThenRead_GivesTheSame()
    {
        using var value = torch.tensor(new float[] { 0, 1, 2, 3, 4, 5 }, [2, 3]);
        var path = folder.File("x.safetensors");

        SafeTensors.Write(path, [KeyValuePair.Create("a.b", value)]);

        using var back = SafeTensors.Read(path).Value["a.b"];
        Assert.Equal([2L, 3L], back.shape);
        Assert.Equal(value.data<float>().ToArray(), back.data<float>().ToArray());
    }

    [Theory]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}")] // shape and range disagree
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,400]}}")] // range beyond the file
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}")] // range backwards
    [InlineData("{\"w\":{\"dtype\":\"Q4\",\"shape\":[1],\"data_offsets\":[0,4]}}")] // unknown type
    [InlineData("{\"w\":{\"shape\":[1]}}")]
    [InlineData("{\"w\":")]
    public void Read_DamagedHeader_IsRefused(string header)
    {
        var path = Write(header, new byte[4]);

        Assert.Equal("weights.damaged", SafeTensors.Read(path).Refusal?.Code);
    }

    [Fact]
    public void Read_HeaderLengthBeyondFile_IsRefused()
    {
        var path = folder.File("long.safetensors");
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, long.MaxValue);
        File.WriteAllBytes(path, bytes);

        Assert.Equal("weights.damaged", SafeTensors.Read(path).Refusal?.Code);
        Assert.Equal("weights.no-such-file", SafeTensors.Read(folder.File("none")).Refusal?.Code);
    }

    private string Write(string header, byte[] body)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + body.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        body.CopyTo(bytes, 8 + json.Length);
        var path = folder.File("w.safetensors");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
