// The gated activations against their definitions in double precision.
using Caravan.Graph;

namespace Caravan.Cpu.Tests;

public class GluTests
{
    [Theory]
    [InlineData(GluOp.ReGlu)]
    [InlineData(GluOp.GeGlu)]
    [InlineData(GluOp.SwiGlu)]
    [InlineData(GluOp.GeGluErf)]
    [InlineData(GluOp.GeGluQuick)]
    public void Activation_of_the_gate_times_up(GluOp function)
    {
        float[] gate = TestData.Floats(777 * 13, 1, 8);
        float[] up = TestData.Floats(777 * 13, 2, 3);
        OpRun run = new();
        float[] actual = run.Floats(run.Builder.Glu(run.F32(gate, 777, 13), run.F32(up, 777, 13), function));
        double[] expected = [.. gate.Zip(up, (g, u) => Activation(function, g) * u)];
        // The exponentials take arguments up to about 20 after up to three roundings (6e-8), which come out multiplied.
        Near.Equal(expected, actual, 3 * 20 * 6e-8, floor: function == GluOp.GeGluErf ? 1 : 1e-5);
    }

    private static double Activation(GluOp function, double x) =>
        function switch
        {
            GluOp.ReGlu => Math.Max(0, x),
            GluOp.GeGlu => x / (1 + Math.Exp(-2 * Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
            GluOp.SwiGlu => x / (1 + Math.Exp(-x)),
            GluOp.GeGluErf => x / 2 * (1 + ErrorFunction.Erf(x / Math.Sqrt(2))),
            _ => x / (1 + Math.Exp(-1.702 * x)),
        };
}
