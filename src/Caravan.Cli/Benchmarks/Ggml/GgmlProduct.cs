// A measurement's products as a graph of ggml's.
using Caravan.Cli.Benchmarks.Kernels;
using Caravan.Tensors;

namespace Caravan.Cli.Benchmarks.Ggml;

/// <summary>The same graph as <see cref="CaravanProduct"/>'s, in the form that the peer's own graph builder gives it.</summary>
internal sealed unsafe class GgmlProduct : IKernelRun
{
    // GGML_UNARY_OP_SILU of ik_llama.cpp.
    private const int IkSilu = 10;

    // An input, three products, the activation, and the weights that a graph counts as its leaves.
    private const int BlockTensors = 8;

    private readonly GgmlLibrary library;
    private readonly GgmlBackend backend;
    private readonly nint context;
    private readonly nint buffer;
    private readonly nint graph;
    private readonly nint output;

    /// <summary>Builds the graph and gives it activations.</summary>
    /// <exception cref="GgmlException">The peer gives no memory.</exception>
    internal GgmlProduct(GgmlLibrary library, GgmlBackend backend, GgmlWeights weights, KernelCase test, float[] values)
    {
        this.library = library;
        this.backend = backend;
        int tensors = BlockTensors + (3 * test.Copies);
        context = library.NewContext(tensors);
        graph = library.NewGraph(context, tensors);
        List<nint> inputs = [];
        if (test.IsBlock)
        {
            nint input = NewInput(inputs, test);
            output = library.MulMat(context, weights.Tensors[2], Gated(weights.Tensors[0], weights.Tensors[1], input));
            Expand(output);
        }
        else
        {
            foreach (nint weight in weights.Tensors.Take(test.Copies))
            {
                nint product = library.MulMat(context, weight, NewInput(inputs, test));
                output = output == 0 ? product : output;
                Expand(product);
            }
        }

        buffer = ((delegate* unmanaged<nint, nint, nint>)library["ggml_backend_alloc_ctx_tensors_from_buft"])(
            context,
            ((delegate* unmanaged<nint>)library["ggml_backend_cpu_buffer_type"])()
        );
        if (buffer == 0)
        {
            library.FreeContext(context);
            throw new GgmlException($"{library.Name} gives no memory for activations");
        }

        var set = (delegate* unmanaged<nint, byte*, nuint, nuint, void>)library["ggml_backend_tensor_set"];
        fixed (float* first = values)
        {
            foreach (nint input in inputs)
            {
                set(input, (byte*)first, 0, (nuint)values.Length * sizeof(float));
            }
        }
    }

    /// <inheritdoc/>
    public void Run() => backend.Compute(graph);

    /// <inheritdoc/>
    public void Rest() => backend.Rest();

    /// <inheritdoc/>
    public void Read(Span<float> result)
    {
        fixed (float* first = result)
        {
            ((delegate* unmanaged<nint, byte*, nuint, nuint, void>)library["ggml_backend_tensor_get"])(
                output,
                (byte*)first,
                0,
                (nuint)result.Length * sizeof(float)
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ((delegate* unmanaged<nint, void>)library["ggml_backend_buffer_free"])(buffer);
        library.FreeContext(context);
    }

    private nint NewInput(List<nint> inputs, KernelCase test)
    {
        nint input = library.NewMatrix(context, TensorType.F32, test.K, test.Columns);
        inputs.Add(input);
        return input;
    }

    private nint Gated(nint gate, nint up, nint input) =>
        library.IsIk
            ? ((delegate* unmanaged<nint, nint, nint, nint, int, nint>)library["ggml_fused_up_gate"])(
                context,
                up,
                gate,
                input,
                IkSilu
            )
            : ((delegate* unmanaged<nint, nint, nint, nint>)library["ggml_swiglu_split"])(
                context,
                library.MulMat(context, gate, input),
                library.MulMat(context, up, input)
            );

    private void Expand(nint node) =>
        ((delegate* unmanaged<nint, nint, void>)library["ggml_build_forward_expand"])(graph, node);
}
