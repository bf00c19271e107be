using System.Runtime.InteropServices;

namespace XrayPortal.Imaging.Dicom.Codecs.Native;

/// <summary>The two system libraries for JPEG-LS and JPEG 2000, by the names that their run-time packages install.</summary>
internal static class NativeLibraries
{
    public const string CharLs = "libcharls.so.2";
    public const string OpenJpeg = "libopenjp2.so.7";

    private static readonly Lazy<bool> HasCharLsOnce = new(() => CanLoad(CharLs));
    private static readonly Lazy<bool> HasOpenJpegOnce = new(() => CanLoad(OpenJpeg));

    public static bool HasCharLs => HasCharLsOnce.Value;

    public static bool HasOpenJpeg => HasOpenJpegOnce.Value;

    // Stays loaded: the next call needs it.
    private static bool CanLoad(string name) => NativeLibrary.TryLoad(name, typeof(NativeLibraries).Assembly, null, out _);
}
