namespace XrayPortal.Imaging.Dicom.Codecs.Jpeg;

/// <summary>A Huffman table of a DHT segment.</summary>
/// <remarks>Source: ITU-T T.81, annex C and F.2.2.3. Codes of up to <see cref="FastBits"/> bits are looked up, longer ones are walked.</remarks>
internal sealed class HuffmanTable
{
    public const int FastBits = 11;

    private const int Longest = 16;

    private readonly byte[] symbols;
    private readonly int[] lastCode = new int[Longest + 1]; // of each length; -1 where there is none
    private readonly int[] offset = new int[Longest + 1];

    /// <summary>Symbol and length (low byte) for each start of <see cref="FastBits"/> bits; 0 where the code is longer.</summary>
    public ushort[] Fast { get; } = new ushort[1 << FastBits];

    /// <param name="counts">Number of codes of 1 to 16 bits.</param>
    /// <param name="symbols">Their symbols, as many as the counts add up to.</param>
    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        this.symbols = symbols.ToArray();
        int code = 0, at = 0;
        for (var length = 1; length <= Longest; length++)
        {
            offset[length] = at - code;
            var count = counts[length - 1];
            if (code + count > 1 << length) throw CodecFault.Of("a Huffman table has more codes than fit");
            for (var i = 0; i < count; i++, code++, at++)
            {
                if (length > FastBits) continue;
                var first = code << (FastBits - length);
                Fast.AsSpan(first, 1 << (FastBits - length)).Fill((ushort)((symbols[at] << 8) | length));
            }

            lastCode[length] = count == 0 ? -1 : code - 1;
            code <<= 1;
        }
    }

    /// <summary>A code longer than <see cref="FastBits"/>, from 16 bits that begin with it.</summary>
    public (int Symbol, int Length) Walk(int bits)
    {
        for (var length = FastBits + 1; length <= Longest; length++)
        {
            var code = bits >> (Longest - length);
            if (code <= lastCode[length]) return (symbols[code + offset[length]], length);
        }

        throw CodecFault.Of("a Huffman code is not in its table");
    }
}
