// Ops that copy, gather, scatter and arrange beside llama.cpp's.
using Caravan.Tensors;

namespace Caravan.Oracle.Tests;

public sealed unsafe class LayoutOracleTests
{
    public static TheoryData<TensorType, TensorType> PlainPairs
    {
        get
        {
            TheoryData<TensorType, TensorType> data = [];
            TensorType[] floats = [TensorType.F32, TensorType.F16, TensorType.BF16];
            foreach (TensorType from in floats)
            {
                foreach (TensorType to in floats)
                {
                    data.Add(from, to);
                }
            }

            data.Add(TensorType.F32, TensorType.I32);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(PlainPairs))]
    public void Copy_between_types_of_any_layout(TensorType from, TensorType to)
    {
        using OracleGraph graph = new();
        nint x = graph.Floats(from, 1, 100, 12, 5, 3, 2);
        nint destination = graph.New(to, 12, 5, 3, 2);
        graph.AssertSame(graph.Op("ggml_cpy", x, destination));
        graph.AssertSame(
            graph.Op("ggml_cpy", graph.Permute(graph.Floats(from, 2, 100, 5, 3, 12, 2), 1, 2, 0, 3), destination)
        );
        graph.AssertSame(graph.Op("ggml_cpy", x, graph.Permute(graph.New(to, 5, 12, 2, 3), 1, 0, 3, 2)));
        graph.AssertSame(graph.Op("ggml_cpy", x, graph.New(to, 30, 12)));
        nint part = graph.Part(x, OracleTensor.Stride(x, 1), 7, 3, 2, 2);
        graph.AssertSame(graph.Op("ggml_cpy", part, graph.New(to, 7, 3, 2, 2)));
        graph.AssertSame(graph.Op("ggml_cpy", part, graph.New(to, 84)));
    }

    [Fact]
    public void Integers_become_floats_and_stay_integers()
    {
        using OracleGraph graph = new();
        nint x = graph.I32([1, -2, 3, int.MaxValue, 16777217, int.MinValue], 3, 2);
        graph.AssertSame(graph.Op("ggml_cpy", x, graph.New(TensorType.F32, 3, 2)));
        graph.AssertSame(graph.Op("ggml_cpy", graph.Permute(x, 1, 0, 2, 3), graph.New(TensorType.I32, 6)));
        graph.AssertSame(graph.Op("ggml_cont", graph.Permute(x, 1, 0, 2, 3)));
    }

    [Theory]
    [InlineData(TensorType.I8, 1)]
    [InlineData(TensorType.I16, 2)]
    [InlineData(TensorType.I64, 8)]
    public void Integers_of_any_size_are_copied(TensorType type, int bytes)
    {
        using OracleGraph graph = new();
        nint x = graph.New(type, 5, 4, 3);
        new Random(3).NextBytes(new Span<byte>(OracleTensor.Data(x), 60 * bytes));
        graph.AssertSame(graph.Op("ggml_cont", graph.Permute(x, 2, 0, 1, 3)));
    }

    [Theory]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_K)]
    [InlineData(TensorType.IQ2_XXS)]
    public void Quantized_rows_are_copied_and_read(TensorType type)
    {
        using OracleGraph graph = new();
        nint x = Quantized(graph, type, 512, 4, 3);
        graph.AssertSame(graph.Op("ggml_cpy", x, graph.New(TensorType.F32, 512, 4, 3)));
        graph.AssertSame(graph.Op("ggml_cpy", x, graph.New(TensorType.F32, 1024, 6)));
        graph.AssertSame(graph.Op("ggml_cpy", graph.Permute(x, 0, 2, 1, 3), graph.New(TensorType.F32, 512, 3, 4)));
        graph.AssertSame(graph.Op("ggml_cpy", x, graph.New(type, 512, 12)));
        graph.AssertSame(graph.Op("ggml_cpy", x, graph.New(type, 256, 24)));
        graph.AssertSame(graph.Op("ggml_cont", graph.Permute(x, 0, 2, 1, 3)));
    }

    [Theory]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q4_0)]
    [InlineData(TensorType.Q4_1)]
    [InlineData(TensorType.Q5_0)]
    [InlineData(TensorType.Q5_1)]
    [InlineData(TensorType.IQ4_NL)]
    public void Floats_are_quantized_as_llama_does(TensorType type)
    {
        using OracleGraph graph = new();
        double step = type == TensorType.Q8_0 ? 0.02 : 0.3;
        foreach (TensorType from in (TensorType[])[TensorType.F32, TensorType.F16])
        {
            nint x = graph.Floats(from, 4, 2, 96, 4, 3);
            graph.AssertNear(graph.Op("ggml_cpy", x, graph.New(type, 96, 4, 3)), step);
            graph.AssertNear(graph.Op("ggml_cpy", x, graph.New(type, 192, 6)), step);
        }
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    [InlineData(TensorType.Q4_0)]
    [InlineData(TensorType.Q6_K)]
    [InlineData(TensorType.IQ3_S)]
    [InlineData(TensorType.MXFP4)]
    [InlineData(TensorType.I32)]
    public void Rows_are_gathered(TensorType type)
    {
        using OracleGraph graph = new();
        nint table =
            type == TensorType.I32
                ? graph.I32([.. Enumerable.Range(0, 512 * 14)], 512, 7, 2)
                : Quantized(graph, type, 512, 7, 2);
        graph.AssertSame(graph.Op("ggml_get_rows", table, graph.I32([6, 0, 3, 3, 1, 5, 2, 4], 4, 2)));
    }

    public static TheoryData<TensorType, TensorType, bool> Stores
    {
        get
        {
            TheoryData<TensorType, TensorType, bool> data = [];
            TensorType[] kinds =
            [
                TensorType.F32,
                TensorType.F16,
                TensorType.BF16,
                TensorType.Q8_0,
                TensorType.Q4_0,
                TensorType.Q5_1,
            ];
            foreach (TensorType to in kinds)
            {
                data.Add(TensorType.F32, to, false);
                data.Add(TensorType.F32, to, true);
                data.Add(TensorType.F16, to, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void Rows_are_stored(TensorType from, TensorType to, bool isLong)
    {
        using OracleGraph graph = new();
        nint cache = graph.Floats(to, 6, 2, 64, 9, 4, 2);
        nint data = graph.Floats(from, 7, 2, 64, 3, 4, 2);
        nint rows = graph.New(isLong ? TensorType.I64 : TensorType.I32, 3, 2, 1);
        int[] numbers = [8, 0, 4, 1, 7, 2];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (isLong)
            {
                ((long*)OracleTensor.Data(rows))[i] = numbers[i];
            }
            else
            {
                ((int*)OracleTensor.Data(rows))[i] = numbers[i];
            }
        }

        var set = (delegate* unmanaged<nint, nint, nint, nint, nint>)graph["ggml_set_rows"];
        double step = TensorTypes.Get(to).IsQuantized ? 0.3 : 0;
        graph.AssertNear(set(graph.Context, cache, data, rows), step);
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.I32)]
    [InlineData(TensorType.I16)]
    [InlineData(TensorType.Q8_0)]
    public void Tensors_are_joined_along_each_dimension(TensorType type)
    {
        var extents = (long[])[64, 3, 2, 2];
        for (int dimension = 0; dimension < 4; dimension++)
        {
            using OracleGraph graph = new();
            long[] other = [.. extents];
            other[dimension] = dimension == 0 ? 32 : 5;
            nint a = RandomBytes(graph, type, extents);
            nint b = RandomBytes(graph, type, other);
            var concat = (delegate* unmanaged<nint, nint, nint, int, nint>)graph["ggml_concat"];
            graph.AssertSame(concat(graph.Context, a, b, dimension));
        }
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.I32)]
    public void Tensor_is_repeated(TensorType type)
    {
        using OracleGraph graph = new();
        graph.AssertSame(graph.Op("ggml_repeat", RandomBytes(graph, type, [5, 2, 1, 2]), graph.New(type, 15, 4, 3, 2)));
        graph.AssertSame(graph.Op("ggml_repeat", RandomBytes(graph, type, [1, 2, 1, 2]), graph.New(type, 15, 4, 3, 2)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Padding(int circular)
    {
        using OracleGraph graph = new();
        var pad = (delegate* unmanaged<nint, nint, int, int, int, int, int, int, int, int, nint>)
            graph[circular == 1 ? "ggml_pad_ext_circular" : "ggml_pad_ext"];
        graph.AssertSame(pad(graph.Context, graph.F32(8, 5, 4, 3, 2), 2, 3, 1, 0, 0, 2, 1, 1));
        nint permuted = graph.Permute(graph.F32(9, 5, 4, 3, 2), 1, 0, 3, 2);
        graph.AssertSame(pad(graph.Context, permuted, 1, 1, 2, 1, 1, 0, 0, 1));
    }

    [Theory]
    [InlineData(2, -1, 1, 0)]
    [InlineData(-4, 3, -2, 1)]
    [InlineData(0, 0, 0, 0)]
    public void Rolling(int shift0, int shift1, int shift2, int shift3)
    {
        using OracleGraph graph = new();
        var roll = (delegate* unmanaged<nint, nint, int, int, int, int, nint>)graph["ggml_roll"];
        graph.AssertSame(roll(graph.Context, graph.F32(10, 5, 4, 3, 2), shift0, shift1, shift2, shift3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Triangle(int part)
    {
        using OracleGraph graph = new();
        var tri = (delegate* unmanaged<nint, nint, int, nint>)graph["ggml_tri"];
        graph.AssertSame(tri(graph.Context, graph.F32(11, 9, 9, 3, 2), part));
    }

    [Fact]
    public void Diagonal_and_masks()
    {
        using OracleGraph graph = new();
        graph.AssertSame(graph.Op("ggml_diag", graph.F32(12, 9, 1, 3, 2)));
        var inf = (delegate* unmanaged<nint, nint, int, nint>)graph["ggml_diag_mask_inf"];
        var zero = (delegate* unmanaged<nint, nint, int, nint>)graph["ggml_diag_mask_zero"];
        graph.AssertSame(inf(graph.Context, graph.F32(13, 11, 7, 3), 3));
        graph.AssertSame(zero(graph.Context, graph.F32(14, 11, 7, 3), 0));
        graph.AssertSame(inf(graph.Context, graph.F32(15, 11, 7, 3), 20));
    }

    [Fact]
    public void Filling_and_counting_up()
    {
        using OracleGraph graph = new();
        var fill = (delegate* unmanaged<nint, nint, float, nint>)graph["ggml_fill"];
        graph.AssertSame(fill(graph.Context, graph.F32(16, 9, 3), 0.3f));
        graph.AssertSame(fill(graph.Context, graph.Floats(TensorType.F16, 16, 1, 9, 3), 0.3f));
        var arange = (delegate* unmanaged<nint, float, float, float, nint>)graph["ggml_arange"];
        graph.AssertNear(arange(graph.Context, 0.5f, 7, 0.3f), 1e-6);
    }

    [Theory]
    [InlineData("ggml_acc", 0)]
    [InlineData("ggml_set", 0)]
    [InlineData("ggml_acc_inplace", 1)]
    [InlineData("ggml_set_inplace", 1)]
    public void Part_is_added_or_written(string name, int inPlace)
    {
        using OracleGraph graph = new();
        nint a = graph.F32(17 + inPlace, 12, 8, 4, 2);
        var acc = (delegate* unmanaged<nint, nint, nint, nuint, nuint, nuint, nuint, nint>)graph[name];
        graph.AssertSame(acc(graph.Context, a, graph.F32(18, 5, 3, 2, 2), 96, 768, 1536, 52));
    }

    private static nint Quantized(OracleGraph graph, TensorType type, long ne0, long ne1, long ne2) =>
        type is TensorType.IQ2_XXS or TensorType.IQ3_S or TensorType.MXFP4
            ? RandomBytes(graph, type, [ne0, ne1, ne2, 1])
            : graph.Floats(type, 5, 2, ne0, ne1, ne2);

    // Any bytes are numbers of these types, but half-precision scales must be finite and halves are kept from NaN.
    private static nint RandomBytes(OracleGraph graph, TensorType type, long[] extents)
    {
        nint tensor = graph.New(type, extents[0], extents[1], extents[2], extents[3]);
        Span<byte> bytes = new(OracleTensor.Data(tensor), OracleTensor.Bytes(tensor));
        new Random(19).NextBytes(bytes);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] &= 0x3F;
        }

        return tensor;
    }
}
