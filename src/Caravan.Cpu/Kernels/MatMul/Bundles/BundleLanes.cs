// Small fields of a bundle's rows in vectors whose lanes are rows.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Bundles;

/// <summary>A field is one number a row, the rows in order; those of four rows come from each of two bundles.</summary>
internal static unsafe class BundleLanes
{
    /// <summary>Sixteen bytes of each of two bundles of four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<byte> Line(byte* lower, byte* upper) =>
        Vector256.Create(Vector128.Load(lower), Vector128.Load(upper));

    /// <summary>Half-precision numbers of two times four rows, widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Halves(byte* lower, byte* upper) =>
        Widen(Vector128.Create(*(ulong*)lower, *(ulong*)upper).AsUInt16());

    /// <summary>Half-precision numbers of eight rows, widened.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Halves(byte* field) => Widen(Vector128.Load((ushort*)field));

    /// <summary>Unsigned bytes of two times four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<uint> Bytes(byte* lower, byte* upper) =>
        Widen(*(uint*)lower | ((ulong)*(uint*)upper << 32));

    /// <summary>Unsigned bytes of eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<uint> Bytes(byte* field) => Widen(*(ulong*)field);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(Vector128<ushort> halves) =>
        HalfVectors.ToSingle(Avx2.ConvertToVector256Int32(halves).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Widen(ulong bytes) =>
        Avx2.ConvertToVector256Int32(Vector128.CreateScalar(bytes).AsByte()).AsUInt32();
}
