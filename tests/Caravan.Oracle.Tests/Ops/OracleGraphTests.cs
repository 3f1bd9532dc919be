// The oracle itself: what it computes for numbers that anyone can check.
using System.Runtime.InteropServices;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Oracle.Tests;

public sealed class OracleGraphTests
{
    [Fact]
    public unsafe void Sum_of_known_numbers()
    {
        using OracleGraph graph = new();
        nint a = graph.New(TensorType.F32, 3);
        nint b = graph.New(TensorType.F32, 3);
        ((float[])[1, 2, 3]).CopyTo(new Span<float>(OracleTensor.Data(a), 3));
        ((float[])[10, 20, 30]).CopyTo(new Span<float>(OracleTensor.Data(b), 3));
        (byte[] expected, byte[] actual) = graph.Run(graph.Op("ggml_add", a, b));
        Assert.Equal([11, 22, 33], MemoryMarshal.Cast<byte, float>(expected).ToArray());
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Fields_of_a_permuted_view()
    {
        using OracleGraph graph = new();
        nint tensor = graph.Permute(graph.New(TensorType.F16, 2, 3, 5, 7), 2, 0, 1, 3);
        Assert.Equal(Extents.Shape(3, 5, 2, 7), OracleTensor.Shape(tensor));
        Assert.Equal(new Extents(4, 12, 2, 60), OracleTensor.Strides(tensor));
        Assert.Equal(TensorType.F16, OracleTensor.Type(tensor));
        Assert.Equal(2 * 3 * 5 * 7 * 2, OracleTensor.Bytes(tensor));
        Assert.Equal([OracleTensor.ViewSource(tensor)], OracleTensor.Sources(tensor));
    }
}
