// The tile product's instructions in AVX2 and FMA.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>Each operation twice, on 256 bits.</summary>
internal readonly unsafe struct Avx2TileVector : ITileVector<Lanes256x2>
{
    public static string Name => "AVX2";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256x2 Load(byte* address) =>
        new(Vector256.Load((int*)address), Vector256.Load((int*)(address + 32)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256x2 Broadcast(byte* address)
    {
        Vector256<int> value = Vector256.Create(*(int*)address);
        return new Lanes256x2(value, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256x2 AddWordProducts(Lanes256x2 sum, Lanes256x2 weights, Lanes256x2 activations) =>
        new(
            sum.Lower + Avx2.MultiplyAddAdjacent(weights.Lower.AsInt16(), activations.Lower.AsInt16()),
            sum.Upper + Avx2.MultiplyAddAdjacent(weights.Upper.AsInt16(), activations.Upper.AsInt16())
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256x2 AddByteProducts(Lanes256x2 wordSums, Lanes256x2 weights, Lanes256x2 activations) =>
        new(
            AddByteProducts(wordSums.Lower, weights.Lower, activations.Lower),
            AddByteProducts(wordSums.Upper, weights.Upper, activations.Upper)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256x2 AddWords(Lanes256x2 sum, Lanes256x2 wordSums) =>
        new(
            sum.Lower + Avx2.MultiplyAddAdjacent(wordSums.Lower.AsInt16(), Vector256<short>.One),
            sum.Upper + Avx2.MultiplyAddAdjacent(wordSums.Upper.AsInt16(), Vector256<short>.One)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Lanes256x2 sum, float* scales, float activationScale, float* sums)
    {
        Vector256<float> factor = Vector256.Create(activationScale);
        Accumulate(sum.Lower, Vector256.Load(scales) * factor, sums);
        Accumulate(sum.Upper, Vector256.Load(scales + 8) * factor, sums + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateMinimums(float* minimums, float activationSum, float* sums)
    {
        Vector256<float> factor = Vector256.Create(activationSum);
        Fma.MultiplyAdd(Vector256.Load(minimums), factor, Vector256.Load(sums)).Store(sums);
        Fma.MultiplyAdd(Vector256.Load(minimums + 8), factor, Vector256.Load(sums + 8)).Store(sums + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> AddByteProducts(
        Vector256<int> wordSums,
        Vector256<int> weights,
        Vector256<int> activations
    ) => (wordSums.AsInt16() + Avx2.MultiplyAddAdjacent(weights.AsByte(), activations.AsSByte())).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(Vector256<int> sum, Vector256<float> scale, float* sums) =>
        Fma.MultiplyAdd(Avx.ConvertToVector256Single(sum), scale, Vector256.Load(sums)).Store(sums);
}
