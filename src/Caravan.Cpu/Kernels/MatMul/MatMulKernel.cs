// What every matrix-product kernel offers the executor, and the choice of the best one for this processor.
using Caravan.Cpu.Kernels.MatMul;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// Products of weight rows with activation rows of <c>k</c> elements (<c>ne0</c> of both). Chosen once for each weight type and
/// row length; holds no state that changes, so any number of threads may use one kernel, each with its own scratch.
/// An output element is the same to the last bit however many rows and columns share a call.
/// </summary>
internal abstract unsafe class MatMulKernel
{
    /// <summary>The best kernel for this processor.</summary>
    /// <param name="weightType">F32, F16, BF16, BF16_R16 or any type with a <see cref="QuantFormat"/>.</param>
    /// <param name="k">Elements of a row: a multiple of the type's block and, for quantized types, of 32.</param>
    /// <exception cref="TensorFormatException">The type has no products, or the row length does not fit it.</exception>
    public static MatMulKernel For(TensorType weightType, int k) =>
        MatMulKernels.Create(weightType, k, CpuKernels.Level);

    /// <summary>Rows come in multiples of this: the rows that an interleaved type stores together; 1 for other types.</summary>
    public abstract int RowBundle { get; }

    /// <summary>Rows that the kernel works on at a time with so many columns: calls with a multiple of it waste nothing.</summary>
    public virtual int RowsAtATime(long columns) => RowBundle;

    /// <summary>How a product with <paramref name="columns"/> columns is computed, in a few words for people.</summary>
    public abstract string Describe(int columns);

    /// <summary>Bytes of one prepared activation row, a multiple of 64.</summary>
    public abstract int ActivationRowBytes { get; }

    /// <summary>Bytes of scratch that <see cref="Multiply"/> needs, one piece a thread.</summary>
    public abstract int ScratchBytes { get; }

    /// <summary>Brings one activation row of <c>k</c> floats into the form that <see cref="Multiply"/> reads.</summary>
    /// <param name="source">The row's <c>k</c> floats.</param>
    /// <param name="destination">Receives <see cref="ActivationRowBytes"/> bytes.</param>
    public abstract void PrepareRow(float* source, byte* destination);

    /// <summary>Computes <c>destinations[c][r]</c>, the product of weight row r with activation row c.</summary>
    /// <param name="rows">The weight rows, a multiple of <see cref="RowBundle"/>.</param>
    /// <param name="activations">One prepared row a column.</param>
    /// <param name="destinations">For each column the address of as many floats as there are rows.</param>
    /// <param name="columns">Activation rows.</param>
    /// <param name="scratch">At least <see cref="ScratchBytes"/> bytes that no other thread uses.</param>
    public abstract void Multiply(
        in KernelRows rows,
        byte** activations,
        float** destinations,
        int columns,
        byte* scratch
    );
}
