// What makes levels of few bits unsigned.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu.Kernels.MatMul.Rows;

/// <summary>
/// Levels that fit seven bits when this is added, which spares their products the signs. Powers of two: assembled rows take what shifted
/// levels add from the zero point's sums.
/// </summary>
internal static class LevelZero
{
    /// <summary>For the levels of IQ2_K and IQ2_KS, -31 to 22.</summary>
    internal const int IQ2 = 32;

    /// <summary>For the levels of IQ3_K and IQ3_KS, -63 to 51.</summary>
    internal const int IQ3 = 64;

    /// <summary>The largest level of IQ2_K and IQ2_KS with that and the shift.</summary>
    internal const int IQ2Largest = IQ2 + 22;

    /// <summary>The largest level of IQ3_K and IQ3_KS with that and the shift.</summary>
    internal const int IQ3Largest = IQ3 + 51;

    /// <summary>The four levels of IQ2_K and IQ2_KS with that, four times; a constant, which the compiler must see as one.</summary>
    internal static Vector128<sbyte> IQ2Levels => Vector128.Create(0x31211301u).AsSByte();

    /// <summary>The eight levels of IQ3_K and IQ3_KS with that, twice.</summary>
    internal static Vector128<sbyte> IQ3Levels => Vector128.Create(0x6F5C4D4136291801ul).AsSByte();
}
