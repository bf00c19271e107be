using TorchSharp;
using XrayPortal.Imaging;

namespace XrayPortal.Training.Devices;

/// <summary>Whether libtorch loads here, and what to do where it does not.</summary>
internal static class TorchReadiness
{
    /// <returns>Null where a tensor can be made and multiplied.</returns>
    public static Refusal? Check()
    {
        try
        {
            using var scope = torch.NewDisposeScope();
            return torch.ones(2, 2).matmul(torch.ones(2, 2)).sum().item<float>() == 8f
                ? null
                : new Refusal("torch.wrong", RefusalKind.Unavailable, "libtorch loads but computes wrongly on this processor.");
        }
        catch (Exception e) when (e is NotSupportedException or DllNotFoundException or TypeInitializationException or BadImageFormatException or EntryPointNotFoundException)
        {
            // TorchSharp copies its natives aside before it gives up; half a gigabyte that nobody needs.
            var copies = Path.Combine(AppContext.BaseDirectory, "cpu");
            if (Directory.Exists(copies)) Directory.Delete(copies, recursive: true);
            return new Refusal("torch.not-loaded", RefusalKind.Unavailable,
                $"libtorch does not load: {e.GetBaseException().Message.Split('\n')[0]} Run ./engine.sh doctor to see what is missing.");
        }
    }

    /// <summary>True where the processor multiplies bfloat16 itself.</summary>
    public static bool HasBFloat16() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").Any(l => l.StartsWith("flags", StringComparison.Ordinal) && l.Contains("avx512_bf16", StringComparison.Ordinal));
}
