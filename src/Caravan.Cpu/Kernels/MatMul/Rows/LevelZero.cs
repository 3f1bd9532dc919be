// What makes levels of few bits unsigned.
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
}
