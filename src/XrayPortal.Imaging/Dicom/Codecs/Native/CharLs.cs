using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace XrayPortal.Imaging.Dicom.Codecs.Native;

/// <summary>A CharLS decoder; freed with its handle.</summary>
internal sealed class CharLsDecoder : SafeHandleZeroOrMinusOneIsInvalid
{
    public CharLsDecoder()
        : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle()
    {
        CharLs.Destroy(handle);
        return true;
    }
}

/// <summary>Width, height, bits a sample and components, as charls_frame_info lays them out.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CharLsFrameInfo
{
    public uint Width;
    public uint Height;
    public int Bits;
    public int Components;
}

/// <summary>CharLS 2, Debian package libcharls2. Each call returns 0 for success.</summary>
internal static partial class CharLs
{
    public const int InterleaveNone = 0;

    private const string Library = NativeLibraries.CharLs;

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_create")]
    public static partial CharLsDecoder Create();

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_destroy")]
    public static partial void Destroy(nint decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_set_source_buffer")]
    public static unsafe partial int SetSource(CharLsDecoder decoder, byte* source, nuint length);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_read_header")]
    public static partial int ReadHeader(CharLsDecoder decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_frame_info")]
    public static partial int FrameInfo(CharLsDecoder decoder, out CharLsFrameInfo info);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_interleave_mode")]
    public static partial int InterleaveMode(CharLsDecoder decoder, out int mode);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_destination_size")]
    public static partial int DestinationSize(CharLsDecoder decoder, uint stride, out nuint bytes);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_decode_to_buffer")]
    public static unsafe partial int Decode(CharLsDecoder decoder, byte* target, nuint length, uint stride);
}
