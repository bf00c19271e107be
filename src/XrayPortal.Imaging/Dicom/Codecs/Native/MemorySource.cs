using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace XrayPortal.Imaging.Dicom.Codecs.Native;

/// <summary>Pinned bytes that OpenJPEG reads through callbacks; they never throw.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MemorySource
{
    public byte* Bytes;
    public long Length;
    public long At;

    /// <summary>Makes a stream read from here; <paramref name="source"/> must stay where it is while the stream lives.</summary>
    public static void Attach(OpenJpegStream stream, MemorySource* source)
    {
        OpenJpeg.SetRead(stream, &Read);
        OpenJpeg.SetSkip(stream, &Skip);
        OpenJpeg.SetSeek(stream, &Seek);
        OpenJpeg.SetUserData(stream, source, 0);
        OpenJpeg.SetUserDataLength(stream, (ulong)source->Length);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint Read(byte* target, nuint wanted, void* data)
    {
        var source = (MemorySource*)data;
        unchecked
        {
            var count = Math.Min((long)Math.Min(wanted, long.MaxValue), source->Length - source->At);
            if (count <= 0) return nuint.MaxValue; // the end, as opj_stream_read_fn tells it
            Buffer.MemoryCopy(source->Bytes + source->At, target, count, count);
            source->At += count;
            return (nuint)count;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Skip(long count, void* data)
    {
        var source = (MemorySource*)data;
        unchecked
        {
            if (count < 0 || source->At >= source->Length) return -1;
            var step = Math.Min(count, source->Length - source->At);
            source->At += step;
            return step;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Seek(long to, void* data)
    {
        var source = (MemorySource*)data;
        if (to < 0 || to > source->Length) return 0;
        source->At = to;
        return 1;
    }
}
