// The block of arguments of the assembled sums of values.
using System.Runtime.InteropServices;

namespace Caravan.Cpu.Assembly.Attention;

/// <summary>The code reads fields by their offsets, which <see cref="Marshal.OffsetOf{T}(string)"/> gives it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct WordValueArguments
{
    /// <summary>The first of the values, as Q8_0 has them; the code moves it on.</summary>
    internal byte* Values;

    /// <summary>Bytes from value to value.</summary>
    internal nint Stride;

    /// <summary>Values in steps of <see cref="WordValueCode.ValuesTogether"/>, at least one.</summary>
    internal nint Steps;

    /// <summary>Blocks of a value; the code counts it down.</summary>
    internal nint Blocks;

    /// <summary>[blocks][queries][<see cref="AttentionTile.Size"/>] words, see <see cref="WordWeights{TVector, TOperations}"/>.</summary>
    internal short* Weights;

    /// <summary>[blocks][queries]: what a word counts.</summary>
    internal float* Units;

    /// <summary>[queries][elements].</summary>
    internal float* Sums;

    /// <summary>Bytes from one query's sums to the next.</summary>
    internal nint SumStride;

    /// <summary>Lines that are fetched meanwhile, one for each step and block.</summary>
    internal byte* Ahead;

    /// <summary>Which quarters of two registers come first.</summary>
    internal fixed long First[8];

    /// <summary>Which come second.</summary>
    internal fixed long Second[8];
}
