// A loop of nothing but multiply-adds.
namespace Caravan.Cpu;

/// <summary>Independent sums in registers, as many as hide the instructions' latency.</summary>
/// <param name="instruction">What it is made of.</param>
/// <param name="multiplyAdds">Multiply-adds of a turn.</param>
internal abstract class ArithmeticLoop(string instruction, int multiplyAdds)
{
    /// <summary>What it is made of, in the field's spelling.</summary>
    internal string Instruction => instruction;

    /// <summary>Multiply-adds of a turn.</summary>
    internal int MultiplyAdds => multiplyAdds;

    /// <summary>Runs on the calling thread.</summary>
    internal abstract void Run(long turns);
}
