// Writes the codes of a group once its scale is settled.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Caravan.Tensors.Quantizers;

internal static class Codes
{
    /// <summary>Writes the code of the level nearest to <c>(value + minimum) / scale</c>; a scale of zero makes all the level nearest to 0.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="values">A multiple of 16 values.</param>
    /// <param name="scale">The scale the codes will be read with.</param>
    /// <param name="minimum">The minimum that will be subtracted when they are read.</param>
    /// <param name="codes">Receives one code a value.</param>
    internal static void Write<TLevels>(
        TLevels levels,
        ReadOnlySpan<float> values,
        float scale,
        float minimum,
        Span<byte> codes
    )
        where TLevels : struct, ILevels
    {
        float inverse = Inverse(scale);
        Vector256<float> factor = Vector256.Create(inverse);
        Vector256<float> offset = Vector256.Create(minimum * inverse);
        ref float value = ref MemoryMarshal.GetReference(values);
        ref byte code = ref MemoryMarshal.GetReference(codes[..values.Length]);
        // Bounds: a step reads and writes 16 elements from i on, and i + 16 <= values.Length <= codes.Length.
        for (int i = 0; i <= values.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            Vector256<int> first = levels.Codes((Vector256.LoadUnsafe(ref value, (nuint)i) * factor) + offset);
            Vector256<int> second = levels.Codes((Vector256.LoadUnsafe(ref value, (nuint)i + 8) * factor) + offset);
            Vector256<short> both = Vector256.Narrow(first, second);
            Vector128.Narrow(both.GetLower().AsUInt16(), both.GetUpper().AsUInt16()).StoreUnsafe(ref code, (nuint)i);
        }
    }

    /// <summary>1 over <paramref name="scale"/>, or zero where that is no finite number.</summary>
    internal static float Inverse(float scale)
    {
        float inverse = 1 / scale;
        return float.IsFinite(inverse) ? inverse : 0;
    }
}
