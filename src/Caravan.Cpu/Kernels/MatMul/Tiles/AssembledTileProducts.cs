// Makes tile products of assembled code.
using Caravan.Cpu.Assembly;
using Caravan.Cpu.Assembly.Rows;
using Caravan.Tensors;

namespace Caravan.Cpu.Kernels.MatMul.Tiles;

/// <summary>
/// Assembles the functions of a kind of group when the first kernel asks for them. vpdpbusd multiplies unsigned bytes by
/// signed ones into 32 bits, so that tiles are always of bytes.
/// </summary>
internal sealed class AssembledTileProducts : TileProducts
{
    private readonly Lazy<MachineCode[]>[] _code;

    private AssembledTileProducts(MachineCode[] first)
    {
        _code = [new(() => first), Later(16, true), Later(32, false), Later(32, true)];
    }

    /// <summary>The products; null where the system allows no code to be made.</summary>
    internal static AssembledTileProducts? TryCreate() =>
        Assemble(16, hasZeroPoint: false) is { } first ? new AssembledTileProducts(first) : null;

    /// <inheritdoc/>
    internal override int SignedOffset => 128;

    /// <inheritdoc/>
    internal override RowProduct? RowsOf(TensorType type) => RowProducts.For(type, this);

    /// <inheritdoc/>
    internal override TileProduct Create(ActivationLayout layout, int largestQuant) =>
        new AssembledTileProduct(
            layout,
            _code[(layout.GroupElements == 32 ? 2 : 0) + (layout.ZeroPoint != 0 ? 1 : 0)].Value
        );

    private static Lazy<MachineCode[]> Later(int groupElements, bool hasZeroPoint) =>
        new(() =>
            Assemble(groupElements, hasZeroPoint)
            ?? throw new InvalidOperationException("the system allowed code to be made, and no longer does")
        );

    private static MachineCode[]? Assemble(int groupElements, bool hasZeroPoint)
    {
        MachineCode[] code = new MachineCode[TileProductArguments.MostColumns];
        for (int columns = 1; columns <= code.Length; columns++)
        {
            MachineCode? function = MachineCode.TryAssemble(assembler =>
                new TileProductCode(assembler, columns, groupElements, hasZeroPoint, TileLayout.Bytes).Write()
            );
            if (function is null)
            {
                return null;
            }

            code[columns - 1] = function;
        }

        return code;
    }
}
