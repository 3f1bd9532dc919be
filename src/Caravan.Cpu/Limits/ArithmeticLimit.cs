// How fast this machine multiplies and adds when nothing else is to be done.
namespace Caravan.Cpu;

/// <summary>A measured peak of arithmetic.</summary>
/// <param name="Instruction">What the measured loop is made of, in the field's spelling: <c>vpdpbusd zmm</c>.</param>
/// <param name="MultiplyAdds">Multiply-adds a second, of all threads together.</param>
public sealed record ArithmeticLimit(string Instruction, double MultiplyAdds);
