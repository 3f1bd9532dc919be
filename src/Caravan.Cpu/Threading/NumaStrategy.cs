// How threads are spread over the NUMA nodes of a machine.
namespace Caravan.Cpu;

/// <summary>llama.cpp's <c>--numa</c>.</summary>
public enum NumaStrategy
{
    /// <summary>Nodes are not looked at.</summary>
    None,

    /// <summary>Threads are spread evenly over all nodes and stay there.</summary>
    Distribute,

    /// <summary>All threads stay on the node on which the team is made.</summary>
    Isolate,

    /// <summary>Threads stay on the processors that <c>numactl</c> gave the process.</summary>
    Numactl,
}
