namespace XrayPortal.Imaging.Decode.Png;

/// <summary>What the chunks between header and end hold; bodies are slices of the file.</summary>
internal sealed class PngChunks
{
    public required IReadOnlyList<ReadOnlyMemory<byte>> Data { get; init; }

    public required ReadOnlyMemory<byte> Palette { get; init; }

    public required ReadOnlyMemory<byte> Transparency { get; init; }

    public required int Orientation { get; init; }

    public long DataBytes => Data.Sum(part => (long)part.Length);

    public static Result<PngChunks> Read(ReadOnlyMemory<byte> file)
    {
        List<ReadOnlyMemory<byte>> data = [];
        ReadOnlyMemory<byte> palette = default, transparency = default;
        var orientation = Decode.Orientation.Upright;
        var at = PngHeader.FirstChunk;
        while (true)
        {
            var next = PngChunk.Read(file.Span, at);
            if (next.IsRefused) return next.Refusal;
            var chunk = next.Value;
            var body = file.Slice(chunk.Body, chunk.Length);
            switch (chunk.Type)
            {
                case PngChunk.End:
                    if (data.Count == 0) return FilmRefusals.Damaged("it holds no picture data");
                    return new PngChunks { Data = data, Palette = palette, Transparency = transparency, Orientation = orientation };
                case PngChunk.Header: break;
                case PngChunk.Data: data.Add(body); break;
                case PngChunk.Palette: palette = body; break;
                case PngChunk.Transparency: transparency = body; break;
                case PngChunk.Exif: orientation = Decode.Orientation.FromTiff(body.Span); break;
                case PngChunk.AnimationControl: return FilmRefusals.Animated;
                default:
                    if (chunk.IsCritical) return FilmRefusals.Damaged("it needs a chunk that no PNG has");
                    break;
            }

            at = chunk.Next;
        }
    }
}
