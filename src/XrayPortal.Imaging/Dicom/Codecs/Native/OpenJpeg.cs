using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace XrayPortal.Imaging.Dicom.Codecs.Native;

/// <summary>An OpenJPEG decompressor; freed with its handle.</summary>
internal sealed class OpenJpegCodec : SafeHandleZeroOrMinusOneIsInvalid
{
    public OpenJpegCodec()
        : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle()
    {
        OpenJpeg.DestroyCodec(handle);
        return true;
    }
}

/// <summary>A stream that OpenJPEG reads from.</summary>
internal sealed class OpenJpegStream : SafeHandleZeroOrMinusOneIsInvalid
{
    public OpenJpegStream()
        : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle()
    {
        OpenJpeg.DestroyStream(handle);
        return true;
    }
}

/// <summary>A decoded picture of OpenJPEG.</summary>
internal sealed class OpenJpegImage : SafeHandleZeroOrMinusOneIsInvalid
{
    public OpenJpegImage()
        : base(ownsHandle: true)
    {
    }

    /// <summary>opj_image_t, up to what is read here.</summary>
    public unsafe Header* Content => (Header*)handle;

    protected override bool ReleaseHandle()
    {
        OpenJpeg.DestroyImage(handle);
        return true;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct Header
    {
        public uint X0;
        public uint Y0;
        public uint X1;
        public uint Y1;
        public uint ComponentCount;
        public int ColourSpace;
        public Component* Components;
    }

    /// <summary>opj_image_comp_t, 64 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct Component
    {
        public uint StepX;
        public uint StepY;
        public uint Width;
        public uint Height;
        public uint X0;
        public uint Y0;
        public uint Precision;
        public uint BitsPerPixel;
        public uint IsSigned;
        public uint ResolutionsDecoded;
        public uint Factor;
        public int* Samples;
        public ushort Alpha;
    }
}

/// <summary>OpenJPEG 2.5, Debian package libopenjp2-7. Functions that answer an int give 1 for success.</summary>
internal static partial class OpenJpeg
{
    public const int Codestream = 0;
    public const int Jp2 = 2;

    /// <summary>Room for opj_dparameters_t, which holds two file names of 4,096 bytes.</summary>
    public const int ParameterBytes = 16 * 1024;

    private const string Library = NativeLibraries.OpenJpeg;

    [LibraryImport(Library, EntryPoint = "opj_create_decompress")]
    public static partial OpenJpegCodec CreateDecompress(int format);

    [LibraryImport(Library, EntryPoint = "opj_destroy_codec")]
    public static partial void DestroyCodec(nint codec);

    [LibraryImport(Library, EntryPoint = "opj_set_default_decoder_parameters")]
    public static unsafe partial void SetDefaultParameters(byte* parameters);

    [LibraryImport(Library, EntryPoint = "opj_setup_decoder")]
    public static unsafe partial int SetupDecoder(OpenJpegCodec codec, byte* parameters);

    [LibraryImport(Library, EntryPoint = "opj_decoder_set_strict_mode")]
    public static partial int SetStrictMode(OpenJpegCodec codec, int strict);

    [LibraryImport(Library, EntryPoint = "opj_stream_create")]
    public static partial OpenJpegStream CreateStream(nuint bufferBytes, int isInput);

    [LibraryImport(Library, EntryPoint = "opj_stream_destroy")]
    public static partial void DestroyStream(nint stream);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_read_function")]
    public static unsafe partial void SetRead(OpenJpegStream stream, delegate* unmanaged[Cdecl]<byte*, nuint, void*, nuint> read);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_skip_function")]
    public static unsafe partial void SetSkip(OpenJpegStream stream, delegate* unmanaged[Cdecl]<long, void*, long> skip);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_seek_function")]
    public static unsafe partial void SetSeek(OpenJpegStream stream, delegate* unmanaged[Cdecl]<long, void*, int> seek);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_user_data")]
    public static unsafe partial void SetUserData(OpenJpegStream stream, void* data, nint free);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_user_data_length")]
    public static partial void SetUserDataLength(OpenJpegStream stream, ulong length);

    [LibraryImport(Library, EntryPoint = "opj_read_header")]
    public static partial int ReadHeader(OpenJpegStream stream, OpenJpegCodec codec, out OpenJpegImage image);

    [LibraryImport(Library, EntryPoint = "opj_decode")]
    public static partial int Decode(OpenJpegCodec codec, OpenJpegStream stream, OpenJpegImage image);

    [LibraryImport(Library, EntryPoint = "opj_end_decompress")]
    public static partial int EndDecompress(OpenJpegCodec codec, OpenJpegStream stream);

    [LibraryImport(Library, EntryPoint = "opj_image_destroy")]
    public static partial void DestroyImage(nint image);
}
