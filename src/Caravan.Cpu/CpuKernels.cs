// The level of the kernels that this process uses.
using Caravan.Cpu.Assembly;
using Caravan.Tensors;

namespace Caravan.Cpu;

/// <summary>
/// One choice for the whole process, as there is one processor: what the user said, or what the variable
/// <c>CARAVAN_KERNELS</c> says, or the best. To be made before the first device is.
/// </summary>
public static class CpuKernels
{
    /// <summary>The variable that is read where nothing was chosen.</summary>
    public const string Variable = "CARAVAN_KERNELS";

    private static readonly Lazy<InstructionLevel> Default = new(() => LevelOf(FromEnvironment()));
    private static InstructionLevel? chosen;

    /// <summary>The level in use.</summary>
    /// <exception cref="InvalidOperationException">The variable asks for kernels that are not to be had here.</exception>
    public static InstructionLevel Level => chosen ?? Default.Value;

    /// <summary>Why there are no assembled kernels here; null when there are.</summary>
    public static string? WhyNotAssembled => AssembledKernels.WhyNot;

    /// <summary>Chooses the kind of kernels for programs compiled from now on.</summary>
    /// <exception cref="InvalidOperationException">They are not to be had here.</exception>
    public static void Choose(KernelChoice choice) => chosen = LevelOf(choice);

    /// <summary>How matrix products are computed at the level in use, in a few words for people.</summary>
    /// <param name="weightType">The weights' type.</param>
    /// <param name="k">Elements of a row (<c>ne0</c>).</param>
    /// <param name="columns">Rows of activations.</param>
    /// <exception cref="TensorFormatException">The type has no products, or the row length does not fit it.</exception>
    public static string DescribeProduct(TensorType weightType, int k, int columns) =>
        MatMulKernel.For(weightType, k).Describe(columns);

    private static InstructionLevel LevelOf(KernelChoice choice) =>
        choice switch
        {
            KernelChoice.Portable => InstructionLevel.Portable,
            KernelChoice.Intrinsics => CpuFeatures.VectorLevel,
            KernelChoice.Assembled when WhyNotAssembled is { } reason => throw new InvalidOperationException(
                $"assembled kernels are not to be had here: {reason}; use --kernels auto"
            ),
            _ => CpuFeatures.Level,
        };

    private static KernelChoice FromEnvironment()
    {
        string? text = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(text) ? KernelChoice.Auto
            : Enum.TryParse(text, ignoreCase: true, out KernelChoice choice) && Enum.IsDefined(choice) ? choice
            : throw new InvalidOperationException(
                $"{Variable} is '{text}', expected auto, assembled, intrinsics or portable"
            );
    }
}
