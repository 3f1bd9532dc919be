// The assembled product of interleaved bfloat16 rows, where there is one.
using System.Runtime.InteropServices;
using Caravan.Cpu.Kernels.MatMul.Floats;

namespace Caravan.Cpu.Assembly.Floats;

/// <summary>Assembled and tried out when first asked for.</summary>
internal static unsafe class BFloat16BundleProduct
{
    private const int TrialElements = 3 * BFloat16BundleCode.StepElements;

    private static readonly Lazy<MachineCode?> Tried = new(Create);

    /// <summary>The function; null where the processor cannot multiply bfloat16, or it does not work.</summary>
    internal static MachineCode? Code => Tried.Value;

    /// <summary>Products of the sixteen rows of a bundle.</summary>
    /// <param name="code">The function.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="activation">The activation row, rounded to bfloat16.</param>
    /// <param name="k">Elements, a multiple of <see cref="BFloat16BundleCode.StepElements"/>.</param>
    /// <param name="destination">Receives sixteen products.</param>
    internal static void Sixteen(MachineCode code, byte* bundle, byte* activation, int k, float* destination)
    {
        // Bounds: the bundle has a line, and the activation a pair, for every two elements.
        BFloat16BundleArguments arguments = new()
        {
            Lines = bundle,
            Activation = activation,
            Elements = k,
            Destination = destination,
        };
        code.Entry(&arguments);
    }

    private static MachineCode? Create() =>
        FloatRowProduct.BFloat16 is not null
        && MachineCode.TryAssemble(BFloat16BundleCode.Write) is { } code
        && Passes(code)
            ? code
            : null;

    private static bool Passes(MachineCode code)
    {
        FloatTrial trial = new(FloatProductType.BFloat16, BF16_R16Dot.Rows, 1, TrialElements);
        ReadOnlySpan<uint> pairs = MemoryMarshal.Cast<byte, uint>(trial.Weights);
        uint[] bundle = new uint[pairs.Length];
        const int RowPairs = TrialElements / 2;
        for (int i = 0; i < bundle.Length; i++)
        {
            (int pair, int row) = Math.DivRem(i, BF16_R16Dot.Rows);
            bundle[i] = pairs[(row * RowPairs) + pair];
        }

        float[] found = new float[BF16_R16Dot.Rows];
        fixed (uint* lines = bundle)
        fixed (byte* activation = trial.Activations)
        fixed (float* destination = found)
        {
            Sixteen(code, (byte*)lines, activation, TrialElements, destination);
        }

        return found.AsSpan().SequenceEqual(trial.Products(0));
    }
}
