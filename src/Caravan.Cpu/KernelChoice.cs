// Which kind of kernels a user wants.
namespace Caravan.Cpu;

/// <summary>The kinds, from the fastest.</summary>
public enum KernelChoice
{
    /// <summary>The best that the processor and the system allow.</summary>
    Auto,

    /// <summary>Matrix kernels assembled at start-up, or an error.</summary>
    Assembled,

    /// <summary>The runtime's vector instructions.</summary>
    Intrinsics,

    /// <summary>What every processor can do.</summary>
    Portable,
}
