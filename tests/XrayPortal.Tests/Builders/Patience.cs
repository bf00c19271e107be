using System.Runtime.CompilerServices;
using Bunit;

namespace XrayPortal.Tests.Builders;

internal static class Patience
{
    /// <summary>A page may take longer than bUnit's second on a machine that is busy; who waits for a condition loses nothing.</summary>
    [ModuleInitializer]
    internal static void Set() => BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(15);
}
