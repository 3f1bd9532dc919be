// Indices outside their tables, sums along other dimensions and gathers, as ik_llama.cpp has them.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cpu.Tests;

public sealed class IndexRuleTests
{
    private static readonly OpParameters ZeroOutside = new() { IndexRule = IndexRule.Zero };

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_K)]
    public void Row_outside_the_table_is_zero_where_the_node_says_so(TensorType type)
    {
        const int columns = 256;
        byte[] table = new byte[TensorTypes.Get(type).RowBytes(columns) * 3];
        table.AsSpan().Fill(0x22);
        OpRun run = new();
        GraphTensor rows = run.Node(
            GraphOp.GetRows,
            Extents.Shape(columns, 4),
            ZeroOutside,
            run.Input(type, table, columns, 3),
            run.I32([3, 2, -1, int.MaxValue], 4)
        );
        float[] actual = run.Floats(rows);
        Assert.All(actual.Where((_, i) => i / columns != 1), value => Assert.Equal(0f, value));
        Assert.Contains(actual.Skip(columns).Take(columns), value => value != 0);
    }

    [Fact]
    public void Rows_of_the_table_s_own_type_are_its_bytes()
    {
        byte[] table = new byte[TensorTypes.Get(TensorType.Q8_0).RowBytes(64) * 4];
        new Random(1).NextBytes(table);
        OpRun run = new();
        GraphTensor rows = run.Builder.Node(
            GraphOp.GetRows,
            TensorType.Q8_0,
            Extents.Shape(64, 3),
            null,
            ZeroOutside,
            run.Input(TensorType.Q8_0, table, 64, 4),
            run.I32([3, -1, 1], 3)
        );
        int bytes = table.Length / 4;
        byte[] expected = [.. table[(3 * bytes)..], .. new byte[bytes], .. table[bytes..(2 * bytes)]];
        Assert.Equal(expected, run.Bytes(rows));
    }

    [Fact]
    public void Elements_are_gathered_along_each_row()
    {
        Half[] table = Array.ConvertAll(TestData.Floats(7 * 2 * 3, 2), v => (Half)v);
        int[] numbers = TestData.Integers(5 * 2 * 3, 3, 7);
        numbers[4] = 7;
        OpParameters parameters = ZeroOutside;
        parameters[0] = 1;
        OpRun run = new();
        GraphTensor gathered = run.Builder.Node(
            GraphOp.GetRows,
            TensorType.F16,
            Extents.Shape(5, 2, 3),
            null,
            parameters,
            run.Input(TensorType.F16, MemoryMarshal.AsBytes<Half>(table), 7, 2, 3),
            run.I32(numbers, 5, 2, 3)
        );
        Half[] expected = [.. numbers.Select((n, i) => n == 7 ? Half.Zero : table[i / 5 * 7 + n])];
        Assert.Equal(expected, MemoryMarshal.Cast<byte, Half>(run.Bytes(gathered)).ToArray());
    }

    [Fact]
    public void Element_outside_the_row_is_refused_where_the_node_says_nothing()
    {
        OpRun run = new();
        GraphTensor table = run.F32(new float[7], 7);
        GraphTensor gathered = run.Node(
            GraphOp.GetRows,
            Extents.Shape(2),
            OpParameters.Integers(1),
            table,
            run.I32([0, 7], 2)
        );
        DeviceException exception = Assert.Throws<DeviceException>(() => run.Floats(gathered));
        Assert.Contains("element 7", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Token_that_chose_no_expert_gets_zeros_and_others_their_product()
    {
        const int columns = 64;
        const int rows = 6;
        float[] experts = TestData.Floats(columns * rows * 3, 4);
        float[] x = TestData.Floats(columns * 4, 5);
        int[] ids = [2, -1, 0, 3, int.MinValue, 1, 1, 1];
        OpRun run = new();
        GraphTensor product = run.Node(
            GraphOp.MulMatId,
            Extents.Shape(rows, 2, 4),
            ZeroOutside,
            run.F32(experts, columns, rows, 3),
            run.F32(x, columns, 1, 4),
            run.I32(ids, 2, 4)
        );
        double[] expected = new double[rows * 8];
        for (int i = 0; i < expected.Length; i++)
        {
            int id = ids[i / rows];
            for (int k = 0; id is >= 0 and < 3 && k < columns; k++)
            {
                expected[i] += (double)experts[k + columns * (i % rows + rows * id)] * x[k + columns * (i / rows / 2)];
            }
        }

        Near.Equal(expected, run.Floats(product), 1e-5, floor: 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sum_along_any_dimension(int dimension)
    {
        int[] extents = [9, 4, 3, 2];
        float[] x = TestData.Floats(9 * 4 * 3 * 2, 6);
        Extents shape = Extents.Shape(9, 4, 3, 2).With(dimension, 1);
        OpRun run = new();
        float[] actual = run.Floats(
            run.Node(GraphOp.SumRows, shape, OpParameters.Integers(dimension), run.F32(x, 9, 4, 3, 2))
        );
        int inner = extents.Take(dimension).Aggregate(1, (a, b) => a * b);
        double[] expected = new double[actual.Length];
        for (int i = 0; i < x.Length; i++)
        {
            expected[i % inner + i / (inner * extents[dimension]) * inner] += x[i];
        }

        Near.Equal(expected, actual, 1e-6, floor: 1);
    }
}
