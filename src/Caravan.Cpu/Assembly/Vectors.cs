// Vector registers by number.
using Iced.Intel;

namespace Caravan.Cpu.Assembly;

internal static class Vectors
{
    /// <summary>The 128-bit register of a number from 0 to 31.</summary>
    internal static AssemblerRegisterXMM Xmm(int number) => new(Register.XMM0 + number);

    /// <summary>The 256-bit register of a number from 0 to 31.</summary>
    internal static AssemblerRegisterYMM Ymm(int number) => new(Register.YMM0 + number);

    /// <summary>The 512-bit register of a number from 0 to 31.</summary>
    internal static AssemblerRegisterZMM Zmm(int number) => new(Register.ZMM0 + number);
}
