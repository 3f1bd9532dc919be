// One measurement of "bench cpu".
using Caravan.Tensors;

namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>Products of a type and shape with some columns by some threads.</summary>
/// <param name="Type">The weights' type.</param>
/// <param name="K">Elements of a weight row (<c>ne0</c>), of gate and up in a block.</param>
/// <param name="Rows">Weight rows (<c>ne1</c>), of gate and up in a block.</param>
/// <param name="Columns">Rows of activations.</param>
/// <param name="Threads">Threads that multiply.</param>
/// <param name="Mode">One matrix or a block.</param>
/// <param name="Copies">Matrices of a run, one after the other: several where weights are to come from memory.</param>
internal sealed record KernelCase(
    TensorType Type,
    int K,
    int Rows,
    int Columns,
    int Threads,
    KernelMode Mode,
    int Copies
)
{
    private const int MatricesOfBlock = 3;

    /// <summary>Columns up to which weights come from memory, as in generation.</summary>
    internal const int FewColumns = 32;

    /// <summary>True for a feed-forward block.</summary>
    internal bool IsBlock => Mode == KernelMode.Block;

    /// <summary>True where weights come from memory.</summary>
    internal bool IsFew => !IsBlock && Columns <= FewColumns;

    /// <summary>Multiply-adds of one product or block.</summary>
    internal double MultiplyAdds => (double)K * Rows * Columns * (IsBlock ? MatricesOfBlock : 1);

    /// <summary>Bytes of the weights of one product or block.</summary>
    internal long WeightBytes
    {
        get
        {
            TensorTypeTraits traits = TensorTypes.Get(Type);
            long first = traits.RowBytes(K) * Rows;
            return IsBlock ? (2 * first) + (traits.RowBytes(Rows) * K) : first;
        }
    }

    /// <summary>It in a few words, for the terminal.</summary>
    internal string Name => $"{Type} {K}x{Rows}, {Columns} columns, {Threads} threads";
}
