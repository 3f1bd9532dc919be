// Element-wise ops beside llama.cpp's.
using Caravan.Tensors;

namespace Caravan.Oracle.Tests;

public sealed unsafe class ElementwiseOracleTests
{
    // Functions of the two engines differ by a few units in the last place.
    private const double FloatError = 2e-6;

    public static TheoryData<string> Functions =>
        [
            "abs",
            "sgn",
            "neg",
            "step",
            "tanh",
            "elu",
            "relu",
            "sigmoid",
            "gelu_erf",
            "hardswish",
            "hardsigmoid",
            "exp",
            "expm1",
            "softplus",
            "floor",
            "ceil",
            "round",
            "trunc",
            "sqr",
            "sin",
            "cos",
        ];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function_of_each_element(string function)
    {
        using OracleGraph graph = new();
        graph.AssertNear(graph.Op($"ggml_{function}", graph.Floats(TensorType.F32, 1, 6, 37, 5, 3)), FloatError);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function_of_each_element_of_half_rows(string function)
    {
        using OracleGraph graph = new();
        // A unit in the last place of the half-precision result.
        graph.AssertNear(graph.Op($"ggml_{function}", graph.Floats(TensorType.F16, 2, 6, 37, 5)), 1.0 / 1024);
    }

    // llama.cpp reads these from tables of half precision.
    [Theory]
    [InlineData("gelu")]
    [InlineData("gelu_quick")]
    [InlineData("silu")]
    public void Function_that_llama_reads_from_a_table(string function)
    {
        using OracleGraph graph = new();
        graph.AssertNear(graph.Op($"ggml_{function}", graph.Floats(TensorType.F32, 3, 6, 37, 5)), 2e-3);
    }

    [Fact]
    public void Whole_numbers_between_halves()
    {
        using OracleGraph graph = new();
        nint x = graph.New(TensorType.F32, 8);
        float[] halves = [0.5f, -0.5f, 1.5f, 2.5f, -2.5f, 0.49999997f, 8388609f, -1e30f];
        halves.CopyTo(new Span<float>(OracleTensor.Data(x), 8));
        graph.AssertSame(graph.Op("ggml_round", x));
    }

    [Theory]
    [InlineData(TensorType.F32, 2e-6)]
    [InlineData(TensorType.F16, 1.0 / 1024)]
    public void Xielu(TensorType type, double tolerance)
    {
        using OracleGraph graph = new();
        nint x = graph.Floats(type, 4, 6, 37, 5);
        var xielu = (delegate* unmanaged<nint, nint, float, float, float, float, nint>)graph["ggml_xielu"];
        graph.AssertNear(xielu(graph.Context, x, 0.8f, 0.7f, 0.5f, -1e-6f), tolerance);
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    public void Leaky_relu(TensorType type)
    {
        using OracleGraph graph = new();
        var leaky = (delegate* unmanaged<nint, nint, float, byte, nint>)graph["ggml_leaky_relu"];
        graph.AssertNear(leaky(graph.Context, graph.Floats(type, 5, 6, 37, 5), 0.1f, 0), 1.0 / 1024 / 1024);
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    public void Clamp(TensorType type)
    {
        using OracleGraph graph = new();
        var clamp = (delegate* unmanaged<nint, nint, float, float, nint>)graph["ggml_clamp"];
        graph.AssertSame(clamp(graph.Context, graph.Floats(type, 6, 6, 37, 5), -1.25f, 2.5f));
    }

    [Fact]
    public void Scale_with_bias()
    {
        using OracleGraph graph = new();
        var scale = (delegate* unmanaged<nint, nint, float, float, nint>)graph["ggml_scale_bias"];
        graph.AssertNear(scale(graph.Context, graph.F32(7, 37, 5), 0.7f, -0.2f), FloatError);
    }

    [Theory]
    [InlineData("add", TensorType.F32, TensorType.F32)]
    [InlineData("sub", TensorType.F16, TensorType.F16)]
    [InlineData("mul", TensorType.BF16, TensorType.BF16)]
    [InlineData("div", TensorType.F16, TensorType.F32)]
    [InlineData("add", TensorType.BF16, TensorType.F32)]
    [InlineData("mul", TensorType.F16, TensorType.F32)]
    public void Two_operands_with_the_second_repeated(string op, TensorType first, TensorType second)
    {
        using OracleGraph graph = new();
        nint a = graph.Floats(first, 8, 4, 36, 6, 4, 2);
        graph.AssertSame(graph.Op($"ggml_{op}", a, graph.Floats(second, 9, 4, 36, 6, 4, 2)));
        graph.AssertSame(graph.Op($"ggml_{op}", a, graph.Floats(second, 10, 4, 36, 1, 2, 1)));
        graph.AssertSame(graph.Op($"ggml_{op}", a, graph.Floats(second, 11, 4, 1, 6, 1, 2)));
        graph.AssertSame(graph.Op($"ggml_{op}", a, graph.Floats(second, 12, 4, 12, 3, 1, 1)));
        nint permuted = graph.Permute(graph.Floats(second, 13, 4, 6, 36, 4, 2), 1, 0, 2, 3);
        graph.AssertSame(graph.Op($"ggml_{op}", a, permuted));
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    public void Sum_of_half_rows_as_floats(TensorType type)
    {
        using OracleGraph graph = new();
        var cast = (delegate* unmanaged<nint, nint, nint, int, nint>)graph["ggml_add_cast"];
        nint b = graph.F32(15, 36, 6);
        graph.AssertSame(cast(graph.Context, graph.Floats(type, 14, 4, 36, 6), b, (int)TensorType.F32));
    }

    [Theory]
    [InlineData(TensorType.Q8_0, 0.02)]
    [InlineData(TensorType.Q4_0, 0.6)]
    [InlineData(TensorType.IQ4_NL, 0.6)]
    public void Quantized_rows_plus_floats(TensorType type, double step)
    {
        using OracleGraph graph = new();
        nint a = graph.Floats(type, 16, 2, 96, 5);
        // Where the engines round a scale the other way, an element is off by a step.
        graph.AssertNear(graph.Op("ggml_add", a, graph.F32(17, 96, 5)), step);
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    public void One_number_added_to_all(TensorType type)
    {
        using OracleGraph graph = new();
        graph.AssertSame(graph.Op("ggml_add1", graph.Floats(type, 18, 4, 37, 5), graph.F32(19, 1)));
    }

    public static TheoryData<string, TensorType> GatedFunctions
    {
        get
        {
            TheoryData<string, TensorType> data = [];
            foreach (string name in (string[])["reglu", "geglu", "swiglu", "geglu_erf", "geglu_quick"])
            {
                data.Add(name, TensorType.F32);
                data.Add(name, TensorType.F16);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(GatedFunctions))]
    public void Gated_function_of_halves_and_of_two_tensors(string function, TensorType type)
    {
        using OracleGraph graph = new();
        double tolerance = function is "geglu" or "geglu_quick" or "swiglu" || type == TensorType.F16 ? 4e-3 : 2e-6;
        nint both = graph.Floats(type, 20, 4, 74, 5);
        graph.AssertNear(graph.Op($"ggml_{function}", both), tolerance);
        graph.AssertNear(graph.Op($"ggml_{function}_swapped", both), tolerance);
        nint gate = graph.Floats(type, 21, 4, 37, 5);
        graph.AssertNear(graph.Op($"ggml_{function}_split", gate, graph.Floats(type, 22, 4, 37, 5)), tolerance);
    }

    [Fact]
    public void Clamped_gated_function_of_gpt_oss()
    {
        using OracleGraph graph = new();
        var swiglu = (delegate* unmanaged<nint, nint, nint, float, float, nint>)graph["ggml_swiglu_oai"];
        nint gate = graph.Floats(TensorType.F32, 23, 9, 37, 5);
        nint up = graph.Floats(TensorType.F32, 24, 9, 37, 5);
        graph.AssertNear(swiglu(graph.Context, gate, up, 1.702f, 7), FloatError);
    }
}
