// Assembles the functions of a floating-point product, one for each number of columns.
using Iced.Intel;

namespace Caravan.Cpu.Assembly.Floats;

internal static class FloatCodes
{
    /// <summary>The functions for one to <paramref name="mostColumns"/> columns.</summary>
    /// <param name="type">What is multiplied.</param>
    /// <param name="mostColumns">The most columns.</param>
    /// <param name="write">Emits the body of a function of so many columns.</param>
    /// <returns>Null where assembled kernels are not used, the processor does not multiply the type, or the system allows no code.</returns>
    internal static MachineCode[]? TryAssemble(FloatProductType type, int mostColumns, Action<Assembler, int> write)
    {
        if (
            AssembledKernels.WhyNot is not null
            || (type == FloatProductType.BFloat16 && !CpuFacts.Current.Has(CpuInstructionSet.Avx512BF16))
        )
        {
            return null;
        }

        MachineCode[] codes = new MachineCode[mostColumns];
        for (int columns = 1; columns <= mostColumns; columns++)
        {
            int count = columns;
            if (MachineCode.TryAssemble(assembler => write(assembler, count)) is not { } code)
            {
                return null;
            }

            codes[columns - 1] = code;
        }

        return codes;
    }
}
