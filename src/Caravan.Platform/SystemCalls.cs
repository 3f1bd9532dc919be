// Chooses the system calls of the machine at hand.
namespace Caravan.Platform;

/// <summary>The system calls of this machine.</summary>
public static class SystemCalls
{
    /// <summary>The implementation for this operating system, or the portable one.</summary>
    public static ISystemCalls Current { get; } = Choose();

    private static ISystemCalls Choose()
    {
        if (!Environment.Is64BitProcess)
        {
            return new PortableSystemCalls();
        }

        return OperatingSystem.IsLinux() ? new LinuxSystemCalls()
            : OperatingSystem.IsMacOS() ? new MacSystemCalls()
            : OperatingSystem.IsWindows() ? new WindowsSystemCalls()
            : new PortableSystemCalls();
    }
}
