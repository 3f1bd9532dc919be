// The element-wise functions of one operand.
using System.Runtime.Intrinsics;

namespace Caravan.Cpu;

/// <summary>Functions for UNARY, SCALE, CLAMP and the like, with ggml's definitions.</summary>
internal static class MapFunctions
{
    internal readonly struct Identity : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) => x;
    }

    /// <summary>(x - a)^2: a square for a = 0, a term of the variance for a = mean.</summary>
    internal readonly struct SquaredDifference : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            (x - a) * (x - a);
    }

    /// <summary>(x - a) b.</summary>
    internal readonly struct ShiftScale : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) => (x - a) * b;
    }

    /// <summary>x a + b.</summary>
    internal readonly struct Scale : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) => x * a + b;
    }

    internal readonly struct Clamp : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            Vector256.MinNative(b, Vector256.MaxNative(a, x));
    }

    internal readonly struct Sqrt : IMapFunction
    {
        public static double Nanoseconds => 0.5;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            Vector256.Sqrt(x);
    }

    internal readonly struct Log : IMapFunction
    {
        public static double Nanoseconds => 8;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.Lanes(x, MathF.Log);
    }

    internal readonly struct Sin : IMapFunction
    {
        public static double Nanoseconds => 10;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.Lanes(x, MathF.Sin);
    }

    internal readonly struct Cos : IMapFunction
    {
        public static double Nanoseconds => 10;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.Lanes(x, MathF.Cos);
    }

    internal readonly struct Abs : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            Vector256.Abs(x);
    }

    /// <summary>1, -1 or 0 (also for NaN).</summary>
    internal readonly struct Sgn : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            (Vector256.GreaterThan(x, default) & Vector256<float>.One)
            - (Vector256.LessThan(x, default) & Vector256<float>.One);
    }

    internal readonly struct Neg : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) => -x;
    }

    internal readonly struct Step : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            Vector256.GreaterThan(x, default) & Vector256<float>.One;
    }

    internal readonly struct Tanh : IMapFunction
    {
        public static double Nanoseconds => 1;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.Tanh(x);
    }

    internal readonly struct Elu : IMapFunction
    {
        public static double Nanoseconds => 10;

        // In double precision, so that e to the x - 1 keeps its digits near 0.
        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.Lanes(x, static v => v > 0 ? v : (float)(Math.Exp(v) - 1));
    }

    internal readonly struct Relu : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            x & Vector256.GreaterThan(x, default);
    }

    internal readonly struct Sigmoid : IMapFunction
    {
        public static double Nanoseconds => 0.8;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.Sigmoid(x);
    }

    internal readonly struct Gelu : IMapFunction
    {
        public static double Nanoseconds => 1;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.GeluTanh(x);
    }

    internal readonly struct GeluErf : IMapFunction
    {
        public static double Nanoseconds => 1.5;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.GeluErf(x);
    }

    internal readonly struct GeluQuick : IMapFunction
    {
        public static double Nanoseconds => 0.8;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.GeluQuick(x);
    }

    internal readonly struct Silu : IMapFunction
    {
        public static double Nanoseconds => 0.8;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.Silu(x);
    }

    internal readonly struct HardSwish : IMapFunction
    {
        public static double Nanoseconds => 0.3;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            x * HardSigmoid.Apply(x, a, b);
    }

    internal readonly struct HardSigmoid : IMapFunction
    {
        public static double Nanoseconds => 0.3;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            Vector256.MinNative(
                Vector256<float>.One,
                Vector256.MaxNative(default, (x + Vector256.Create(3f)) / Vector256.Create(6f))
            );
    }

    internal readonly struct Exp : IMapFunction
    {
        public static double Nanoseconds => 0.6;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.Exp(x);
    }

    internal readonly struct SoftPlus : IMapFunction
    {
        public static double Nanoseconds => 15;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.Lanes(x, RowArithmetic.SoftPlus);
    }

    internal readonly struct SqrtSoftPlus : IMapFunction
    {
        public static double Nanoseconds => 15;

        // In double precision, because the root doubles the digits that a small logarithm has lost.
        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.Lanes(x, static v => MathF.Sqrt(v > 20 ? v : (float)Math.Log(1 + Math.Exp(v))));
    }

    /// <summary>x for positive x, a x for others.</summary>
    internal readonly struct LeakyRelu : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            Vector256.ConditionalSelect(Vector256.GreaterThan(x, default), x, x * a);
    }

    internal readonly struct ExpM1 : IMapFunction
    {
        public static double Nanoseconds => 10;

        // In double precision, so that e to the x - 1 keeps its digits near 0.
        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.Lanes(x, static v => (float)(Math.Exp(v) - 1));
    }

    internal readonly struct Floor : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            Vector256.Floor(x);
    }

    internal readonly struct Ceil : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            Vector256.Ceiling(x);
    }

    /// <summary>To the nearest whole number, halves away from zero.</summary>
    internal readonly struct Round : IMapFunction
    {
        public static double Nanoseconds => 8;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            VectorMath.Lanes(x, static v => MathF.Round(v, MidpointRounding.AwayFromZero));
    }

    internal readonly struct Trunc : IMapFunction
    {
        public static double Nanoseconds => 0.2;

        public static Vector256<float> Apply(Vector256<float> x, Vector256<float> a, Vector256<float> b) =>
            Vector256.Truncate(x);
    }
}
