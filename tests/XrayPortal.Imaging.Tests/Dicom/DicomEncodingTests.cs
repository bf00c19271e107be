using System.Text;
using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Imaging.Tests.Dicom;

/// <summary>The names that PS3.5, annexes H, I, J and K, give as examples, byte by byte.</summary>
public sealed class DicomEncodingTests
{
    private static readonly DicomTag PatientName = new(0x0010, 0x0010);

    [Theory]
    [InlineData(@"\ISO 2022 IR 87", "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B", "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    [InlineData(@"ISO 2022 IR 13\ISO 2022 IR 87", "\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう")]
    [InlineData(@"\ISO 2022 IR 149", "Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf", "Hong^Gildong=洪^吉洞=홍^길동")]
    [InlineData(@"\ISO 2022 IR 58", "Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=", "Zhang^XiaoDong=张^小东")]
    [InlineData(@"\ISO 2022 IR 159", "A^B=\x1b$(D0!\x1b(B^", "A^B=丂^")]
    [InlineData("GB18030", "Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab=", "Wang^XiaoDong=王^小东")]
    [InlineData("GBK", "Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab=", "Wang^XiaoDong=王^小东")]
    [InlineData("ISO_IR 192", "Wang=\xe7\x8e\x8b", "Wang=王")]
    [InlineData("ISO_IR 100", "Buc^J\xe9r\xf4me", "Buc^Jérôme")]
    [InlineData("ISO_IR 101", "Wa\xb3\xeasa", "Wałęsa")]
    [InlineData("ISO_IR 144", "\xbb\xee\xda^\xb3", "Люк^Г")]
    [InlineData("ISO_IR 126", "\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", "Διονυσιος")]
    [InlineData("ISO_IR 127", "\xe2\xc8\xc7\xe6\xea", "قباني")]
    [InlineData("ISO_IR 138", "\xf9\xf8\xe5\xef", "שרון")]
    [InlineData("ISO_IR 148", "\u00c7avu\u00feo\u00f0lu", "Çavuşoğlu")]
    [InlineData("ISO_IR 166", "\xb9\xd2\xc1", "นาม")]
    [InlineData("ISO_IR 203", "\xa4uro", "€uro")]
    [InlineData("ISO_IR 13", "\xd4\xcf\xc0\xde", "ﾔﾏﾀﾞ")]
    [InlineData(@"ISO 2022 IR 100\ISO 2022 IR 144", "\xe9^\x1b-L\xbb\xee\xda^\xe9", "é^Люк^é")]
    [InlineData("ISO-IR 100", "J\xe9", "Jé")]
    [InlineData("ISO_2022_IR_100", "J\xe9", "Jé")]
    [InlineData("ISO_IR 999", "J\xe9", "Jé")]
    [InlineData("", "J\xe9", "Jé")]
    public void Decode_Name_IsReadInItsCharacterSet(string set, string bytes, string name) =>
        Assert.Equal(name, NameOf(set, Encoding.Latin1.GetBytes(bytes)).TrimEnd('='));

    [Theory]
    [InlineData("\x1b$B;3")]
    [InlineData("\x1b$B;")]
    [InlineData("\x1b")]
    [InlineData("\x1b$")]
    [InlineData("\x1b$B\x1b$)C\xff")]
    [InlineData("\x1bQ;3")]
    public void Decode_EscapesThatAreCutOffOrUnknown_DoNotThrow(string bytes) =>
        Assert.NotNull(NameOf(@"\ISO 2022 IR 87", Encoding.Latin1.GetBytes("A" + bytes)));

    [Fact]
    public void Decode_ItemOfASequence_HasItsParentsCharacterSet()
    {
        var inner = new DicomDataset(new DicomElement(PatientName, DicomVR.PN, new byte[] { 0xBB, 0xEE, 0xDA, 0x20 }));
        var outer = new DicomDataset().AddOrUpdate(DicomTag.SpecificCharacterSet, "ISO_IR 144").AddOrUpdate(new DicomTag(0x0040, 0x0275), inner);

        Assert.Equal("Люк", outer.FirstItemOrDefault(new DicomTag(0x0040, 0x0275))?.GetStringOrDefault(PatientName));
    }

    [Fact]
    public void AddOrUpdate_TextThatTheCharacterSetLacks_IsAMistake()
    {
        var dataset = new DicomDataset();

        Assert.Throws<ArgumentException>(() => dataset.AddOrUpdate(PatientName, "山田"));
        Assert.Equal("山田", dataset.AddOrUpdate(DicomTag.SpecificCharacterSet, "ISO_IR 192").AddOrUpdate(PatientName, "山田").GetStringOrDefault(PatientName));
        Assert.Equal("Jé", new DicomDataset().AddOrUpdate(DicomTag.SpecificCharacterSet, "ISO_IR 100").AddOrUpdate(PatientName, "Jé").GetStringOrDefault(PatientName));
    }

    private static string NameOf(string set, byte[] bytes)
    {
        var dataset = new DicomDataset(new DicomElement(PatientName, DicomVR.PN, bytes));
        if (set.Length > 0) dataset.AddOrUpdate(DicomTag.SpecificCharacterSet, set.Split('\\').AsSpan());
        return dataset.GetStringOrDefault(PatientName) ?? "";
    }
}
