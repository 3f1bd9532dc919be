// Where the parts of a quantized activation row lie.
namespace Caravan.Cpu.Kernels.MatMul;

/// <summary>
/// A prepared activation row for quantized weights: <c>sbyte quants[k]</c>, <c>float scales[k / 32]</c>, then, where the weights
/// call for them, scale * sum for each group of weights (types with minimums), minus zero point * sum for each group as
/// an integer (types stored unsigned), and the quants again as 16-bit words (types of 8 bits). Each part starts on 64 bytes.
/// </summary>
internal readonly struct ActivationLayout
{
    /// <summary>Elements of an activation row that share a scale.</summary>
    internal const int ScaleElements = 32;

    private const int Alignment = 64;

    /// <param name="elements">Elements of the row, a multiple of 32.</param>
    /// <param name="groupElements">Weights that share a scale, 16 or 32.</param>
    /// <param name="hasMinimum">Whether sums for minimums are kept.</param>
    /// <param name="zeroPoint">What the kernel's stored quants are too large by; 0 keeps no sums for it.</param>
    /// <param name="hasWords">Whether quants are kept as 16-bit words too.</param>
    internal ActivationLayout(int elements, int groupElements, bool hasMinimum, int zeroPoint, bool hasWords)
    {
        Elements = elements;
        GroupElements = groupElements;
        HasMinimum = hasMinimum;
        ZeroPoint = zeroPoint;
        HasWords = hasWords;
        ScaleOffset = Align(elements);
        SumOffset = Align(ScaleOffset + (elements / ScaleElements * sizeof(float)));
        ZeroOffset = Align(SumOffset + (hasMinimum ? elements / groupElements * sizeof(float) : 0));
        WordOffset = Align(ZeroOffset + (zeroPoint != 0 ? elements / groupElements * sizeof(int) : 0));
        RowBytes = Align(WordOffset + (hasWords ? elements * sizeof(short) : 0));
    }

    internal int Elements { get; }

    internal int GroupElements { get; }

    internal bool HasMinimum { get; }

    internal int ZeroPoint { get; }

    internal bool HasWords { get; }

    /// <summary>Bytes from the row's start to its scales.</summary>
    internal int ScaleOffset { get; }

    /// <summary>Bytes from the row's start to scale * sum of each group.</summary>
    internal int SumOffset { get; }

    /// <summary>Bytes from the row's start to minus zero point * sum of each group.</summary>
    internal int ZeroOffset { get; }

    /// <summary>Bytes from the row's start to the quants as words.</summary>
    internal int WordOffset { get; }

    /// <summary>Bytes of the whole row, a multiple of 64.</summary>
    internal int RowBytes { get; }

    private static int Align(int bytes) => (bytes + Alignment - 1) & -Alignment;
}
