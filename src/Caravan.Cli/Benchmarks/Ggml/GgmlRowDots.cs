// The product of each weight row with one column by ggml_vec_dot, on the calling thread.
using System.Runtime.InteropServices;
using Caravan.Cli.Benchmarks.Kernels;
using Caravan.Tensors;

namespace Caravan.Cli.Benchmarks.Ggml;

/// <summary>ggml's function for one row and one column, over the rows of all copies as they lie in our memory.</summary>
internal sealed unsafe class GgmlRowDots : IKernelRun
{
    private const string TraitsFunction = "ggml_get_type_traits_cpu";

    private readonly GgmlDotTraits traits;
    private readonly KernelWeights weights;
    private readonly int k;
    private readonly byte* column;
    private readonly float[] results;

    private GgmlRowDots(GgmlDotTraits traits, GgmlDotTraits other, KernelWeights weights, float[] values)
    {
        this.traits = traits;
        this.weights = weights;
        KernelMatrix matrix = weights.Matrices[0];
        k = matrix.K;
        results = new float[matrix.Rows];
        column = (byte*)NativeMemory.AlignedAlloc((nuint)TensorTypes.Get(traits.OtherType).RowBytes(k), 64);
        fixed (float* first = values)
        {
            other.FromFloats(first, column, k);
        }
    }

    /// <summary>Whether a library tells its functions for rows.</summary>
    internal static bool AreIn(GgmlLibrary library) => library.TryGet(TraitsFunction) != 0;

    /// <summary>The products; null where the peer has no such function for the type.</summary>
    internal static GgmlRowDots? TryCreate(GgmlLibrary library, KernelWeights weights, float[] values)
    {
        // A tensor of several interleaved rows has no rows to multiply one by one.
        if (!AreIn(library) || TensorTypes.Get(weights.Type).InterleavedRows > 1)
        {
            return null;
        }

        var get = (delegate* unmanaged<int, GgmlDotTraits*>)library[TraitsFunction];
        GgmlDotTraits traits = *get((int)weights.Type);
        if (traits.Dot == null)
        {
            return null;
        }

        GgmlDotTraits other = *get((int)traits.OtherType);
        return other.FromFloats == null ? null : new GgmlRowDots(traits, other, weights, values);
    }

    /// <inheritdoc/>
    public void Run()
    {
        foreach (KernelMatrix matrix in weights.Matrices)
        {
            // Bounds: a matrix is its rows, one behind the other, and results has one place for each.
            byte* row = weights.Pointer + matrix.Offset;
            long rowBytes = matrix.Bytes / matrix.Rows;
            fixed (float* first = results)
            {
                for (int i = 0; i < matrix.Rows; i++)
                {
                    traits.Dot(k, first + i, 0, row + (i * rowBytes), 0, column, 0, 1);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Rest() { }

    /// <inheritdoc/>
    public void Read(Span<float> result) => results.AsSpan(0, result.Length).CopyTo(result);

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(column);
}
