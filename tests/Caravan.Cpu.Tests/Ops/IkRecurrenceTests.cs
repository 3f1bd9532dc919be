// ik_llama.cpp's delta rule and its ops of DeepSeek 4, beside scalar loops.
using Caravan.Graph;

namespace Caravan.Cpu.Tests;

public sealed class IkRecurrenceTests
{
    private const int D = 16;
    private const int Tokens = 4;
    private const int Heads = 4;
    private const int Sequences = 2;

    [Theory]
    [InlineData(false, 0, 2)]
    [InlineData(false, 1, 2)]
    [InlineData(true, 0, 4)]
    [InlineData(true, 1, 1)]
    public void Delta_rule(bool isPerElement, int repeat, int keyHeads)
    {
        int gates = isPerElement ? D : 1;
        float[] q = TestData.Floats(D * Tokens * keyHeads * Sequences, 1);
        float[] k = TestData.Floats(D * Tokens * keyHeads * Sequences, 2, isPerElement ? 0.3f : 2);
        float[] v = TestData.Floats(D * Tokens * Heads * Sequences, 3);
        float[] g = TestData.Floats(Tokens * gates * Heads * Sequences, 4, 1);
        float[] beta = TestData.Floats(Tokens * Heads * Sequences, 5);
        float[] states = TestData.Floats(D * D * Heads * Sequences, 6, 0.5f);
        OpRun run = new();
        float[] actual = run.Floats(
            run.Node(
                GraphOp.DeltaNet,
                Extents.Shape(v.Length + states.Length),
                OpParameters.Integers(repeat),
                run.F32(q, D, Tokens, keyHeads, Sequences),
                run.F32(k, D, Tokens, keyHeads, Sequences),
                run.F32(v, D, Tokens, Heads, Sequences),
                run.F32(g, Tokens, gates, Heads, Sequences),
                run.F32(beta, 1, Tokens, Heads, Sequences),
                run.F32(states, D, D * Heads, 1, Sequences)
            )
        );
        double[] expected = [.. new double[v.Length], .. states.Select(s => (double)s)];
        for (int unit = 0; unit < Heads * Sequences; unit++)
        {
            int head = unit % Heads;
            int keyHead = repeat == 0 ? head / (Heads / keyHeads) : head % keyHeads;
            int keyUnit = keyHead + keyHeads * (unit / Heads);
            for (int t = 0; t < Tokens; t++)
            {
                double[] key = Row(k, D * (t + Tokens * keyUnit), !isPerElement);
                double[] query = Row(q, D * (t + Tokens * keyUnit), !isPerElement);
                double strength = 1 / (1 + Math.Exp(-beta[t + Tokens * unit]));
                Span<double> state = expected.AsSpan(v.Length + D * D * unit, D * D);
                for (int row = 0; row < D; row++)
                {
                    double held = 0;
                    for (int column = 0; column < D; column++)
                    {
                        int gate = t + Tokens * ((isPerElement ? column : 0) + gates * unit);
                        state[row + D * column] *= Math.Exp(g[gate]);
                        held += state[row + D * column] * key[column];
                    }

                    double news = (v[row + D * (t + Tokens * unit)] - held) * strength;
                    double output = 0;
                    for (int column = 0; column < D; column++)
                    {
                        state[row + D * column] += news * key[column];
                        output += state[row + D * column] * query[column] / Math.Sqrt(D);
                    }

                    expected[row + D * (head + Heads * (t + Tokens * (unit / Heads)))] = output;
                }
            }
        }

        Near.Equal(expected, actual, 1e-5, floor: 1);
    }

    [Fact]
    public void Saved_states_are_refused()
    {
        OpCase valid = IkOpCases.All.First(c => c.Op == GraphOp.DeltaNet);
        OpCase saving = valid with { Operands = [.. valid.Operands, OpOperand.F32(1024)] };
        DeviceException exception = Assert.Throws<DeviceException>(() => saving.Run(endsAtGuard: true));
        Assert.Contains("saves the state", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Balanced_matrices(bool transposed)
    {
        float[] x = TestData.Floats(16 * Tokens, 7);
        OpParameters parameters = OpParameters.Integers(4, 5, 0, transposed ? 1 : 0);
        parameters.SetFloat(2, 1e-3f);
        OpRun run = new();
        float[] actual = run.Floats(
            run.Node(GraphOp.Sinkhorn, Extents.Shape(4, 4, Tokens), parameters, run.F32(x, 16, Tokens))
        );
        double[] expected = new double[x.Length];
        for (int t = 0; t < Tokens; t++)
        {
            double[] matrix = Balance([.. x.Skip(16 * t).Take(16).Select(v => (double)v)], 5, 1e-3);
            for (int i = 0; i < 16; i++)
            {
                expected[16 * t + i] = transposed ? matrix[i % 4 * 4 + i / 4] : matrix[i];
            }
        }

        Near.Equal(expected, actual, 1e-5, floor: 0.1);
    }

    [Fact]
    public void Gates_and_matrices_of_hyper_connections()
    {
        float[] x = TestData.Floats(24 * Tokens, 8);
        float[] scale = [0.5f, 2, -1];
        float[] offsets = TestData.Floats(24, 9);
        OpParameters parameters = OpParameters.Integers(4, 3);
        parameters.SetFloat(2, 1e-3f);
        OpRun run = new();
        float[] actual = run.Floats(
            run.Node(
                GraphOp.IkHcPre,
                Extents.Shape(x.Length),
                parameters,
                run.F32(x, 24, Tokens),
                run.F32(scale, 3),
                run.F32(offsets, 24)
            )
        );
        double[] expected = new double[x.Length];
        for (int t = 0; t < Tokens; t++)
        {
            double Mix(int i, int part) => (double)x[24 * t + i] * scale[part] + offsets[i];
            for (int i = 0; i < 4; i++)
            {
                expected[4 * t + i] = 1 / (1 + Math.Exp(-Mix(i, 0))) + 1e-3;
                expected[4 * (Tokens + t) + i] = 2 / (1 + Math.Exp(-Mix(4 + i, 1)));
            }

            double[] matrix = Balance([.. Enumerable.Range(8, 16).Select(i => Mix(i, 2))], 3, 1e-3);
            matrix.CopyTo(expected, 8 * Tokens + 16 * t);
        }

        Near.Equal(expected, actual, 1e-5, floor: 0.1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void Rows_are_averaged_by_the_softmax_of_their_scores(int halves)
    {
        const int columns = 8;
        const int blocks = 3;
        const int ratio = 4;
        int width = columns * halves;
        float[] states = TestData.Floats(width * 20, 10);
        float[] scores = TestData.Floats(width * 20, 11);
        int[] numbers = TestData.Integers(blocks * ratio * halves, 12, 20);
        OpRun run = new();
        float[] actual = run.Floats(
            run.Node(
                GraphOp.DeepSeek4Compress,
                Extents.Shape(columns, blocks),
                OpParameters.Integers(halves == 2 ? 0 : 1),
                run.F32(states, width, 20),
                run.F32(scores, width, 20),
                run.I32(numbers, numbers.Length)
            )
        );
        double[] expected = new double[actual.Length];
        for (int i = 0; i < expected.Length; i++)
        {
            double total = 0;
            for (int r = 0; r < ratio * halves; r++)
            {
                int half = r / ratio;
                int number = numbers[ratio * (i / columns) + r % ratio + half * ratio * blocks];
                int place = number * width + half * columns + i % columns;
                double weight = Math.Exp(scores[place]);
                total += weight;
                expected[i] += weight * states[place];
            }

            expected[i] /= total;
        }

        Near.Equal(expected, actual, 1e-5, floor: 0.1);
    }

    private static double[] Row(float[] values, int first, bool isUnit)
    {
        double[] row = [.. values.Skip(first).Take(D).Select(x => (double)x)];
        double length = isUnit ? Math.Sqrt(row.Sum(x => x * x)) : 1;
        return [.. row.Select(x => x / length)];
    }

    // Rows through a softmax, then columns and rows divided by their sums in turns, columns first and last.
    private static double[] Balance(double[] matrix, int turns, double epsilon)
    {
        for (int row = 0; row < 4; row++)
        {
            double sum = Enumerable.Range(0, 4).Sum(c => Math.Exp(matrix[4 * row + c]));
            for (int c = 0; c < 4; c++)
            {
                matrix[4 * row + c] = Math.Exp(matrix[4 * row + c]) / sum + epsilon;
            }
        }

        for (int turn = 0; turn < 2 * turns - 1; turn++)
        {
            double[] sums = new double[4];
            for (int i = 0; i < 16; i++)
            {
                sums[turn % 2 == 0 ? i % 4 : i / 4] += matrix[i];
            }

            for (int i = 0; i < 16; i++)
            {
                matrix[i] /= sums[turn % 2 == 0 ? i % 4 : i / 4] + epsilon;
            }
        }

        return matrix;
    }
}
