// Emits the reading of the scales of values, in AVX-512 with F16C.
using System.Runtime.InteropServices;
using Caravan.Cpu.Assembly.Rows;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Caravan.Cpu.Assembly.Attention;

/// <summary>Scales of sixteen rows at a time, as <see cref="WordScales"/> reads and completes them.</summary>
/// <param name="assembler">Receives the instructions.</param>
internal sealed class WordScaleCode(Assembler assembler) : RowFieldCode(assembler)
{
    private const int BlockBytes = 34;
    private const byte NotEqualOrUnordered = 4;

    private static readonly AssemblerRegister64 Block = r9;
    private static readonly AssemblerRegister64 Place = r10;
    private static readonly AssemblerRegister64 Scales = r11;

    /// <summary>Emits the body of the function.</summary>
    internal void Write()
    {
        AssemblerRegisterZMM zero = Take();
        AssemblerRegisterZMM unfit = Take();
        Clear(zero);
        Clear(unfit);
        Assembler.mov(Stride, Field(nameof(WordScaleArguments.Stride)));
        Assembler.lea(Stride3, __[Stride + (Stride * 2)]);
        Assembler.mov(Bases[0], Field(nameof(WordScaleArguments.Rows)));
        Assembler.mov(Scales, Field(nameof(WordScaleArguments.Scales)));
        Label group = Assembler.CreateLabel();
        Assembler.Label(ref group);
        for (int i = 1; i < Bases.Length; i++)
        {
            Assembler.lea(Bases[i], __[Bases[i - 1] + (Stride * 4)]);
        }

        Assembler.lea(Block, __[Bases[3] + (Stride * 4)]);
        Assembler.mov(Field(nameof(WordScaleArguments.Rows)), Block);
        Assembler.mov(Block, Field(nameof(WordScaleArguments.Blocks)));
        Assembler.mov(Place, Scales);
        Label block = Assembler.CreateLabel();
        Assembler.Label(ref block);
        AssemblerRegisterZMM scale = Numbers(0);
        Assembler.vmovups(__zmmword_ptr[Place], scale);
        Assembler.vfmadd231ps(unfit, scale, zero);
        Give(scale);
        foreach (AssemblerRegister64 row in Bases)
        {
            Assembler.add(row, BlockBytes);
        }

        Assembler.add(Place, AttentionTile.Size * sizeof(float));
        Assembler.dec(Block);
        Assembler.jnz(block);
        Assembler.add(Scales, Rows * sizeof(float));
        Assembler.mov(Bases[0], Field(nameof(WordScaleArguments.Rows)));
        Assembler.dec(Field(nameof(WordScaleArguments.Groups)));
        Assembler.jnz(group);
        Assembler.vcmpps(k1, unfit, zero, NotEqualOrUnordered);
        Assembler.kmovw(eax, k1);
        Assembler.mov(__dword_ptr[CallingConvention.Argument + Offset(nameof(WordScaleArguments.AreSpecial))], eax);
    }

    private static AssemblerMemoryOperand Field(string name) => __qword_ptr[CallingConvention.Argument + Offset(name)];

    private static int Offset(string name) => (int)Marshal.OffsetOf<WordScaleArguments>(name);
}
