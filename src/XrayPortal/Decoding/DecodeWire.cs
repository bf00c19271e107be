using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using XrayPortal.Imaging;
using XrayPortal.Imaging.Decode;
using XrayPortal.Imaging.Dicom;
using XrayPortal.Imaging.Grey;

namespace XrayPortal.Decoding;

/// <summary>What a decoding process is asked; the film's bytes follow.</summary>
/// <param name="AsObject">Whether an uncompressed DICOM object is wanted instead of grey values.</param>
public sealed record DecodeRequest(DecodeLimits Limits, FilmPresentation? Presentation, long FileBytes, bool AsObject = false);

/// <summary>What it answers to that: a refusal, or an object whose bytes follow.</summary>
internal sealed record ObjectReply(Refusal? Refusal, int Bytes);

/// <summary>How a film's pixels travel, in the machine's byte order: as <see cref="GreyLevels"/> where the file has them, which most have.</summary>
internal enum PixelForm
{
    /// <summary>Grey values, float32.</summary>
    Grey,

    /// <summary>Bytes, each meaning value / 255.</summary>
    Bytes,

    /// <summary>A table of 256 grey values, then bytes.</summary>
    ByteLevels,

    /// <summary>A table of 65,536 grey values, then words of 16 bits.</summary>
    WordLevels,
}

/// <summary>What it answers: a refusal, or a film whose pixels follow.</summary>
internal sealed record DecodeReply(
    Refusal? Refusal, FilmFormat Format, int Width, int Height, int BitsStored, PixelForm Form, FilmFacts? Facts, IReadOnlyList<string>? Presentations,
    bool HasOverlays = false);

/// <summary>
/// Messages between portal and decoding process: a length (int32, little endian), that many bytes of JSON, then raw bytes whose number the JSON
/// fixes. Each side checks every length before it reads on; the portal believes nothing that it cannot check.
/// </summary>
internal static class DecodeWire
{
    /// <summary>JSON of one message, at most.</summary>
    private const int MostHeaderBytes = 64 * 1024;

    /// <summary>An uncompressed object: pixels of a file's limit, and its other attributes.</summary>
    private static readonly long MostObjectBytes = 2 * DicomLimits.Default.MaxFileBytes;

    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web);

    public static async Task AskAsync(Stream to, DecodeRequest request, ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        await WriteHeaderAsync(to, request, cancellationToken);
        await to.WriteAsync(file, cancellationToken);
        await to.FlushAsync(cancellationToken);
    }

    /// <returns>Null at the orderly end of the stream.</returns>
    public static async Task<(DecodeRequest Request, byte[] File)?> ListenAsync(Stream from, CancellationToken cancellationToken)
    {
        if (await ReadHeaderAsync<DecodeRequest>(from, cancellationToken) is not { } request) return null;
        if (request.FileBytes < 0 || request.FileBytes > request.Limits.MaxFileBytes) throw new InvalidDataException("The request's length is out of bounds.");
        var file = GC.AllocateUninitializedArray<byte>((int)request.FileBytes);
        await from.ReadExactlyAsync(file, cancellationToken);
        return (request, file);
    }

    public static async Task AnswerAsync(Stream to, Result<DecodedFilm> result, CancellationToken cancellationToken)
    {
        if (result.IsRefused)
        {
            await WriteHeaderAsync(to, new DecodeReply(result.Refusal, default, 0, 0, 0, default, null, null), cancellationToken);
        }
        else
        {
            var (film, image) = (result.Value, result.Value.Image);
            var levels = image.ToLevels();
            var reply = new DecodeReply(null, film.Format, image.Width, image.Height, film.BitsStored, Form(levels), film.Facts, film.Presentations, film.HasOverlays);
            await WriteHeaderAsync(to, reply, cancellationToken);
            if (levels is not null) to.Write(MemoryMarshal.AsBytes(levels.Table.Values));
            to.Write(levels?.Cells ?? MemoryMarshal.AsBytes(image.Pixels.AsSpan()));
        }

        await to.FlushAsync(cancellationToken);
    }

    public static async Task AnswerAsync(Stream to, Result<byte[]> result, CancellationToken cancellationToken)
    {
        await WriteHeaderAsync(to, new ObjectReply(result.Refusal, result.IsRefused ? 0 : result.Value.Length), cancellationToken);
        if (!result.IsRefused) await to.WriteAsync(result.Value, cancellationToken);
        await to.FlushAsync(cancellationToken);
    }

    /// <inheritdoc cref="HearAsync"/>
    public static async Task<Result<byte[]>> HearObjectAsync(Stream from, CancellationToken cancellationToken)
    {
        var reply = await ReadHeaderAsync<ObjectReply>(from, cancellationToken) ?? throw new EndOfStreamException();
        if (reply.Refusal is { } refusal) return IsPlausible(refusal) ? refusal : throw new InvalidDataException("The refusal is malformed.");
        if (reply.Bytes < 1 || reply.Bytes > MostObjectBytes) throw new InvalidDataException("The object's length is out of bounds.");
        var file = GC.AllocateUninitializedArray<byte>(reply.Bytes);
        await from.ReadExactlyAsync(file, cancellationToken);
        return file;
    }

    /// <exception cref="InvalidDataException">The answer is none that an honest decoder gives.</exception>
    /// <exception cref="EndOfStreamException">The process ended.</exception>
    public static async Task<Result<DecodedFilm>> HearAsync(Stream from, DecodeLimits limits, CancellationToken cancellationToken)
    {
        var reply = await ReadHeaderAsync<DecodeReply>(from, cancellationToken) ?? throw new EndOfStreamException();
        if (reply.Refusal is { } refusal) return IsPlausible(refusal) ? refusal : throw new InvalidDataException("The refusal is malformed.");
        var size = (long)reply.Width * reply.Height;
        if (reply.Width < 1 || reply.Height < 1 || Math.Max(reply.Width, reply.Height) > limits.MaxSide || size > limits.MaxPixels
            || reply.BitsStored is < 1 or > 16 || !Enum.IsDefined(reply.Format) || !Enum.IsDefined(reply.Form))
            throw new InvalidDataException("The film's size is out of bounds.");

        return new DecodedFilm(await ReadImageAsync(from, reply, (int)size, cancellationToken), reply.Format, reply.BitsStored, reply.Facts ?? FilmFacts.None)
        {
            Presentations = reply.Presentations ?? [],
            HasOverlays = reply.HasOverlays,
        };
    }

    private static bool IsPlausible(Refusal refusal) =>
        refusal.Code.Length is > 0 and <= 80 && refusal.Code.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-')
        && refusal.Sentence.Length is > 0 and <= 2000 && Enum.IsDefined(refusal.Kind);

    private static async Task<GreyImage> ReadImageAsync(Stream from, DecodeReply reply, int size, CancellationToken cancellationToken)
    {
        if (reply.Form == PixelForm.Grey) return new GreyImage(reply.Width, reply.Height, await ReadGreyAsync(from, size, cancellationToken));
        var table = reply.Form == PixelForm.Bytes
            ? LevelTable.Bytes
            : new LevelTable(await ReadGreyAsync(from, LevelTable.Length(reply.Form == PixelForm.ByteLevels ? 1 : 2), cancellationToken));
        var pixels = GC.AllocateUninitializedArray<float>(size);
        await ReadInPartsAsync(from, pixels, table.CellBytes, table.Widen, cancellationToken);
        return new GreyImage(reply.Width, reply.Height, pixels);
    }

    private static PixelForm Form(GreyLevels? levels) => levels switch
    {
        null => PixelForm.Grey,
        _ when levels.Table == LevelTable.Bytes => PixelForm.Bytes,
        { Table.CellBytes: 1 } => PixelForm.ByteLevels,
        _ => PixelForm.WordLevels,
    };

    private static async Task<float[]> ReadGreyAsync(Stream from, int count, CancellationToken cancellationToken)
    {
        var pixels = GC.AllocateUninitializedArray<float>(count);
        await ReadInPartsAsync(from, pixels, sizeof(float), (cells, grey) => MemoryMarshal.Cast<byte, float>(cells).CopyTo(grey), cancellationToken);
        return pixels.AsSpan().ContainsAnyExceptInRange(0f, 1f) // NaN, too
            ? throw new InvalidDataException("A pixel lies outside 0 to 1.")
            : pixels;
    }

    // Each part becomes grey while the other process writes the next.
    private static async Task ReadInPartsAsync(Stream from, float[] pixels, int cellBytes, Widening widen, CancellationToken cancellationToken)
    {
        const int most = 1 << 18;
        var part = new byte[Math.Min(pixels.Length, most) * cellBytes];
        for (var at = 0; at < pixels.Length;)
        {
            var take = Math.Min(most, pixels.Length - at);
            await from.ReadExactlyAsync(part.AsMemory(0, take * cellBytes), cancellationToken);
            widen(part.AsSpan(0, take * cellBytes), pixels.AsSpan(at, take));
            at += take;
        }
    }

    private delegate void Widening(ReadOnlySpan<byte> cells, Span<float> grey);

    private static async Task WriteHeaderAsync<T>(Stream to, T header, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(header, json);
        var message = new byte[sizeof(int) + bytes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, bytes.Length);
        bytes.CopyTo(message, sizeof(int));
        await to.WriteAsync(message, cancellationToken);
    }

    private static async Task<T?> ReadHeaderAsync<T>(Stream from, CancellationToken cancellationToken)
        where T : class
    {
        var length = new byte[sizeof(int)];
        var got = await from.ReadAtLeastAsync(length, length.Length, throwOnEndOfStream: false, cancellationToken);
        if (got == 0) return null;
        if (got < length.Length) throw new EndOfStreamException();
        var count = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (count is <= 0 or > MostHeaderBytes) throw new InvalidDataException("The message's length is out of bounds.");
        var bytes = new byte[count];
        await from.ReadExactlyAsync(bytes, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, json) ?? throw new InvalidDataException("The message is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The message is no JSON of its kind.", e);
        }
    }
}
