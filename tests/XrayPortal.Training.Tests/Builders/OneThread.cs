using TorchSharp;
using XrayPortal.Training.Tests.Builders;

[assembly: AssemblyFixture(typeof(OneThread))]

namespace XrayPortal.Training.Tests.Builders;

/// <summary>
/// One thread for the whole process, so that equal runs give equal numbers. Set before any test: torch takes the number over
/// into a thread when that thread first computes, and threads of the pool serve many tests.
/// </summary>
public sealed class OneThread
{
    public OneThread() => torch.set_num_threads(1);
}
