// The tile product's instructions in AVX-512.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>Each operation once, on 512 bits.</summary>
internal readonly unsafe struct Avx512TileVector : ITileVector<Vector512<int>>
{
    public static string Name => "AVX-512";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(byte* address) => Vector512.Load((int*)address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Broadcast(byte* address) => Vector512.Create(*(int*)address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddWordProducts(
        Vector512<int> sum,
        Vector512<int> weights,
        Vector512<int> activations
    ) => sum + Avx512BW.MultiplyAddAdjacent(weights.AsInt16(), activations.AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddByteProducts(
        Vector512<int> wordSums,
        Vector512<int> weights,
        Vector512<int> activations
    ) => (wordSums.AsInt16() + Avx512BW.MultiplyAddAdjacent(weights.AsByte(), activations.AsSByte())).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddWords(Vector512<int> sum, Vector512<int> wordSums) =>
        sum + Avx512BW.MultiplyAddAdjacent(wordSums.AsInt16(), Vector512<short>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Vector512<int> sum, float* scales, float activationScale, float* sums) =>
        Avx512F
            .FusedMultiplyAdd(
                Avx512F.ConvertToVector512Single(sum),
                Vector512.Load(scales) * Vector512.Create(activationScale),
                Vector512.Load(sums)
            )
            .Store(sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateMinimums(float* minimums, float activationSum, float* sums) =>
        Avx512F
            .FusedMultiplyAdd(Vector512.Load(minimums), Vector512.Create(activationSum), Vector512.Load(sums))
            .Store(sums);
}
