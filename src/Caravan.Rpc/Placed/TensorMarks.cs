// What a graph does with a tensor of its table.
namespace Caravan.Rpc;

/// <summary>What a graph does with a tensor.</summary>
[Flags]
internal enum TensorMarks : byte
{
    /// <summary>No op reads or writes it: whatever it claims is of no consequence.</summary>
    None = 0,

    /// <summary>It stands in the list of nodes.</summary>
    Listed = 1,

    /// <summary>It is computed.</summary>
    Executed = 2,

    /// <summary>An executed op reads or writes it.</summary>
    Touched = 4,

    /// <summary>Its extents decide how an op is raised, so that other extents make another structure.</summary>
    ShapesStructure = 8,
}
