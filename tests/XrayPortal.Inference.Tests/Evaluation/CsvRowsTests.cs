using XrayPortal.Inference.Evaluation;

namespace XrayPortal.Inference.Tests.Evaluation;

public sealed class CsvRowsTests
{
    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("a,b\r\n1,2")]
    [InlineData("\uFEFFa,b\n\n1,2\n\n")]
    public void Read_LineEndsMarkAndEmptyLines_GiveTheSameRows(string text) =>
        Assert.Equal([["a", "b"], ["1", "2"]], CsvRows.Read(text)!.Select(r => r.Cells));

    [Fact]
    public void Read_Quotes_KeepCommasQuotesAndLineEnds()
    {
        var rows = CsvRows.Read("\"a, b\",\"say \"\"no\"\"\"\n\"two\nlines\",\nlast,\"\"\n")!;

        Assert.Equal([["a, b", "say \"no\""], ["two\nlines", ""], ["last", ""]], rows.Select(r => r.Cells));
        Assert.Equal([1, 2, 4], rows.Select(r => r.Line));
    }

    [Fact]
    public void Read_QuoteWithinPlainCell_IsItself() => Assert.Equal([["5\" film", "b"]], CsvRows.Read("5\" film,b")!.Select(r => r.Cells));

    [Fact]
    public void Read_QuoteNeverClosed_IsNull() => Assert.Null(CsvRows.Read("a,\"b\nc,d"));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    public void Cell_Written_ReadsBack(string text, string written)
    {
        Assert.Equal(written, CsvRows.Cell(text));
        Assert.Equal(text, CsvRows.Read(written)!.Single().Cells.Single());
    }
}
