// Loops that apply an element-wise function to dense rows.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>
/// Element-wise loops over <c>count</c> floats of each operand; no byte beyond is touched. The result may be an operand.
/// </summary>
internal static unsafe class ElementwiseKernels
{
    /// <summary><c>result[i] = f(x[i])</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Map<TFunction>(float* x, float* result, long count, float a, float b)
        where TFunction : struct, IMapFunction
    {
        Vector256<float> va = Vector256.Create(a);
        Vector256<float> vb = Vector256.Create(b);
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            TFunction.Apply(Vector256.Load(x + i), va, vb).Store(result + i);
        }

        if (i < count)
        {
            VectorRows.StoreTail(TFunction.Apply(VectorRows.LoadTail(x + i, count - i), va, vb), result + i, count - i);
        }
    }

    /// <summary><c>result[i] = f(x[i], y[i])</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Combine<TFunction>(float* x, float* y, float* result, long count)
        where TFunction : struct, ICombineFunction
    {
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            TFunction.Apply(Vector256.Load(x + i), Vector256.Load(y + i)).Store(result + i);
        }

        if (i < count)
        {
            long left = count - i;
            Vector256<float> tail = TFunction.Apply(VectorRows.LoadTail(x + i, left), VectorRows.LoadTail(y + i, left));
            VectorRows.StoreTail(tail, result + i, left);
        }
    }

    /// <summary><c>result[i] = f(x[i], y)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void CombineScalar<TFunction>(float* x, float y, float* result, long count)
        where TFunction : struct, ICombineFunction
    {
        Vector256<float> vy = Vector256.Create(y);
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            TFunction.Apply(Vector256.Load(x + i), vy).Store(result + i);
        }

        if (i < count)
        {
            VectorRows.StoreTail(TFunction.Apply(VectorRows.LoadTail(x + i, count - i), vy), result + i, count - i);
        }
    }

    /// <summary><c>result[i] = (x[i] - shift) * scale * y[i]</c>, rounded as the two ops one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ScaleAndMultiply(float* x, float* y, float* result, long count, float shift, float scale)
    {
        Vector256<float> vshift = Vector256.Create(shift);
        Vector256<float> vscale = Vector256.Create(scale);
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            ((Vector256.Load(x + i) - vshift) * vscale * Vector256.Load(y + i)).Store(result + i);
        }

        if (i < count)
        {
            long left = count - i;
            Vector256<float> tail = (VectorRows.LoadTail(x + i, left) - vshift) * vscale;
            VectorRows.StoreTail(tail * VectorRows.LoadTail(y + i, left), result + i, left);
        }
    }
}
