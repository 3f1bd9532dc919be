// Which kernels the processor runs.
using Caravan.Cpu;

namespace Caravan.Cli.Options;

/// <summary>The choice of kernels, which holds for the whole process.</summary>
internal static class KernelOptions
{
    internal static readonly ValueOption<KernelChoice> Kernels = new(
        "--kernels",
        "KIND",
        ValueParsers.OneOf(
            ("auto", KernelChoice.Auto),
            ("assembled", KernelChoice.Assembled),
            ("intrinsics", KernelChoice.Intrinsics),
            ("portable", KernelChoice.Portable)
        ),
        KernelChoice.Auto,
        "kernels of the processor: auto, assembled (made at start-up for this very processor), intrinsics (the "
            + "runtime's vector instructions), portable (default: auto)"
    )
    {
        Environment = CpuKernels.Variable,
    };

    /// <summary>Makes the choice, where one was given.</summary>
    /// <exception cref="UsageException">The processor or the system has no such kernels.</exception>
    internal static void Apply(OptionValues options)
    {
        if (!options.Has(Kernels))
        {
            return;
        }

        try
        {
            CpuKernels.Choose(options.Get(Kernels));
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageException(exception.Message);
        }
    }
}
