// The assembled product of half-precision rows, where there is one.
using Caravan.Cpu.Kernels.MatMul.Floats;

namespace Caravan.Cpu.Assembly.Floats;

/// <summary>Assembled and tried out when first asked for.</summary>
internal static unsafe class HalfRowProduct
{
    private const int TrialElements = 48;

    private static readonly Lazy<MachineCode?> Tried = new(Create);

    /// <summary>The function; null where assembled kernels are not used or it does not work.</summary>
    internal static MachineCode? Code => Tried.Value;

    /// <summary>Products of eight rows.</summary>
    internal static void Eight(
        MachineCode code,
        byte* weights,
        nint stride,
        float* activation,
        int k,
        float* destination
    )
    {
        // Bounds: k is a multiple of the step, and the code reads k elements of each row and of the activation.
        HalfRowArguments arguments = new()
        {
            Weights = weights,
            Stride = stride,
            Activation = activation,
            Elements = k,
        };
        code.Entry(&arguments);
        for (int row = 0; row < HalfRowArguments.Rows; row++)
        {
            destination[row] = FloatRows.Sum(arguments.Sums + (row * HalfRowArguments.Lanes));
        }
    }

    private static MachineCode? Create() =>
        AssembledKernels.WhyNot is null && MachineCode.TryAssemble(HalfRowCode.Write) is { } code && Passes(code)
            ? code
            : null;

    private static bool Passes(MachineCode code)
    {
        Half* weights = stackalloc Half[HalfRowArguments.Rows * TrialElements];
        float* activation = stackalloc float[TrialElements];
        float* expected = stackalloc float[HalfRowArguments.Rows];
        float* found = stackalloc float[HalfRowArguments.Rows];
        Random random = new(1);
        for (int i = 0; i < HalfRowArguments.Rows * TrialElements; i++)
        {
            weights[i] = (Half)(random.NextSingle() - 0.5f);
            activation[i % TrialElements] = random.NextSingle() - 0.5f;
        }

        nint stride = TrialElements * sizeof(ushort);
        FloatDot<F16Weights>.Eight((byte*)weights, stride, activation, TrialElements, expected);
        Eight(code, (byte*)weights, stride, activation, TrialElements, found);
        return new ReadOnlySpan<float>(found, HalfRowArguments.Rows).SequenceEqual(
            new ReadOnlySpan<float>(expected, HalfRowArguments.Rows)
        );
    }
}
