using XrayPortal.Models;
using Xunit;

namespace XrayPortal.Tests.Models;

public sealed class CardMarkdownTests
{
    [Fact]
    public void Parse_Card_GivesItsBlocksInOrder()
    {
        const string card = """
            # A model

            Two lines
            of one paragraph.

            - first
              goes on
            - second

            | set | AUROC |
            |---|---:|
            | test | 0.98 |

            ```
            code | stays
            ```
            """;

        var blocks = CardMarkdown.Parse(card);

        Assert.Equal([CardBlockKind.Heading, CardBlockKind.Paragraph, CardBlockKind.List, CardBlockKind.Table, CardBlockKind.Code], blocks.Select(b => b.Kind));
        Assert.Equal("Two lines of one paragraph.", blocks[1].Rows[0][0]);
        Assert.Equal(["first goes on", "second"], blocks[2].Rows.Select(r => r[0]));
        Assert.Equal(["test", "0.98"], blocks[3].Rows[1]);
        Assert.Equal("code | stays", blocks[4].Rows[0][0]);
    }

    [Fact]
    public void Inline_Marks_AreSplitAndUnclosedOnesAreText()
    {
        Assert.Equal(
            [new CardText("a ", false, false), new CardText("b", true, false), new CardText(" ", false, false), new CardText("c", false, true)],
            CardMarkdown.Inline("a **b** `c`"));
        Assert.Equal([new CardText("2 ** 3 and `", false, false)], CardMarkdown.Inline("2 ** 3 and `"));
        Assert.Equal([new CardText("<script>alert(1)</script>", false, false)], CardMarkdown.Inline("<script>alert(1)</script>"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("|")]
    [InlineData("```")]
    [InlineData("- ")]
    [InlineData("######")]
    [InlineData("| a |\n|---|")]
    public void Parse_OddInput_EndsQuietly(string card) => Assert.NotNull(CardMarkdown.Parse(card));
}
