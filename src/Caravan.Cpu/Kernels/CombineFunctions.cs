// The element-wise functions of two operands.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>Functions for ADD, SUB, MUL, DIV and GLU (x is the gate, y the up projection), with ggml's definitions.</summary>
internal static class CombineFunctions
{
    internal readonly struct Add : ICombineFunction
    {
        public static double Nanoseconds => 0.25;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> y) => x + y;
    }

    internal readonly struct Sub : ICombineFunction
    {
        public static double Nanoseconds => 0.25;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> y) => x - y;
    }

    internal readonly struct Mul : ICombineFunction
    {
        public static double Nanoseconds => 0.25;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> y) => x * y;
    }

    internal readonly struct Div : ICombineFunction
    {
        public static double Nanoseconds => 0.4;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> y) => x / y;
    }

    internal readonly struct ReGlu : ICombineFunction
    {
        public static double Nanoseconds => 0.3;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> y) =>
            (x & Vector256.GreaterThan(x, default)) * y;
    }

    internal readonly struct GeGlu : ICombineFunction
    {
        public static double Nanoseconds => 1;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> y) => VectorMath.GeluTanh(x) * y;
    }

    internal readonly struct SwiGlu : ICombineFunction
    {
        public static double Nanoseconds => 0.9;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> y) => VectorMath.Silu(x) * y;
    }

    internal readonly struct GeGluErf : ICombineFunction
    {
        public static double Nanoseconds => 1.5;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> y) => VectorMath.GeluErf(x) * y;
    }

    internal readonly struct GeGluQuick : ICombineFunction
    {
        public static double Nanoseconds => 0.9;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> y) => VectorMath.GeluQuick(x) * y;
    }
}
