// The recurrence of RWKV 7.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>
/// RWKV_WKV7 of r, w, k, v, a, b and states: for each row i of the state, with t = a s_i:
/// <c>s_i = w s_i + v_i k + t b</c>, <c>y_i = r s_i</c>.
/// </summary>
internal sealed unsafe class RwkvWkv7Op(GraphTensor node, StepContext context)
    : RecurrentStep(node, context, SourceCount)
{
    private const int SourceCount = 7;

    /// <summary>What stands in the way of running the node, or null.</summary>
    internal static string? WhyUnsupported(GraphTensor node) => AllF32(node, SourceCount);

    /// <inheritdoc/>
    protected override void Advance(float* state, long headOffset, long offset)
    {
        long count = HeadElements;
        float* v = Floats(3) + offset;
        float* a = Floats(4) + offset;
        float* y = (float*)Result->Data + offset;
        for (long i = 0; i < count; i++, state += count)
        {
            float removed = RowArithmetic.Dot(a, state, count);
            y[i] = Update(state, v[i], removed, offset);
        }
    }

    // Touches one row of the state and of each operand.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Update(float* state, float value, float removed, long offset)
    {
        float* r = Floats(0) + offset;
        float* w = Floats(1) + offset;
        float* k = Floats(2) + offset;
        float* b = Floats(5) + offset;
        long count = HeadElements;
        Vector256<float> v = Vector256.Create(value);
        Vector256<float> t = Vector256.Create(removed);
        Vector256<float> sum = default;
        long i = 0;
        for (; i <= count - 8; i += 8)
        {
            Vector256<float> next =
                Vector256.Load(state + i) * Vector256.Load(w + i)
                + Vector256.Load(k + i) * v
                + Vector256.Load(b + i) * t;
            next.Store(state + i);
            sum += next * Vector256.Load(r + i);
        }

        Vector128<float> half = sum.GetLower() + sum.GetUpper();
        float total = (half[0] + half[1]) + (half[2] + half[3]);
        for (; i < count; i++)
        {
            float next = state[i] * w[i] + k[i] * value + b[i] * removed;
            state[i] = next;
            total += next * r[i];
        }

        return total;
    }
}
