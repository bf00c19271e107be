using System.Runtime.InteropServices;
using XrayPortal.Imaging.Dicom.Codecs.Native;

namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>Writes JPEG-LS with CharLS; a test that needs it is skipped with a reason where the library is not installed.</summary>
internal static unsafe partial class JpegLsWriter
{
    /// <param name="cells">Little endian; colour by pixel with interleave 2, by plane with 0.</param>
    public static byte[] Encode(byte[] cells, int columns, int rows, int components, int bits, int interleave = 2, int near = 0)
    {
        Assert.SkipUnless(NativeLibraries.HasCharLs, "CharLS is not installed (Debian package libcharls2).");
        var encoder = Create();
        try
        {
            var info = new CharLsFrameInfo { Width = (uint)columns, Height = (uint)rows, Bits = bits, Components = components };
            Assert.Equal(0, SetFrameInfo(encoder, &info));
            if (components > 1) Assert.Equal(0, SetInterleave(encoder, interleave));
            Assert.Equal(0, SetNear(encoder, near));
            var target = new byte[(2 * cells.Length) + 4096];
            fixed (byte* source = cells, into = target)
            {
                Assert.Equal(0, SetTarget(encoder, into, (nuint)target.Length));
                Assert.Equal(0, EncodeFrom(encoder, source, (nuint)cells.Length, 0));
                Assert.Equal(0, Written(encoder, out var length));
                return target[..(int)length];
            }
        }
        finally
        {
            Destroy(encoder);
        }
    }

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_encoder_create")]
    private static partial nint Create();

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_encoder_destroy")]
    private static partial void Destroy(nint encoder);

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_encoder_set_frame_info")]
    private static partial int SetFrameInfo(nint encoder, CharLsFrameInfo* info);

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_encoder_set_interleave_mode")]
    private static partial int SetInterleave(nint encoder, int mode);

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_encoder_set_near_lossless")]
    private static partial int SetNear(nint encoder, int near);

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_encoder_set_destination_buffer")]
    private static partial int SetTarget(nint encoder, byte* target, nuint length);

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_encoder_encode_from_buffer")]
    private static partial int EncodeFrom(nint encoder, byte* source, nuint length, uint stride);

    [LibraryImport(NativeLibraries.CharLs, EntryPoint = "charls_jpegls_encoder_get_bytes_written")]
    private static partial int Written(nint encoder, out nuint length);
}
