// The matrix products of one kind in all layers of a model.
using System.Runtime.InteropServices;
using Caravan.Gguf;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Benchmarks.Kernels;

/// <summary>
/// Products with weights of one name, type and shape, each a program of one op. A run goes through all layers, so that
/// weights come from memory as they do in a model, not from a cache.
/// </summary>
internal sealed class ProductGroup : IDisposable
{
    private readonly List<IProgram> programs = [];
    private readonly SymbolValues symbols;

    /// <summary>Compiles the products and gives them activations.</summary>
    /// <param name="device">The device.</param>
    /// <param name="shards">The file's shards on the device.</param>
    /// <param name="weights">Weights of one type and shape.</param>
    /// <param name="tokens">Tokens that share each product.</param>
    internal ProductGroup(IDevice device, IDeviceBuffer[] shards, IReadOnlyList<GgufTensor> weights, int tokens)
    {
        Weights = weights;
        symbols = new SymbolValues(tokens, 0, 0);
        float[] activations = new float[weights[0].Shape.Ne0 * tokens];
        Random random = new(tokens);
        for (int i = 0; i < activations.Length; i++)
        {
            activations[i] = (random.NextSingle() * 2) - 1;
        }

        foreach (GgufTensor weight in weights)
        {
            GraphBuilder builder = new();
            GraphTensor matrix = builder.Weight(weight.Name, weight.Type, weight.Shape);
            GraphTensor input = builder.Input("x", TensorType.F32, Extents.Shape(weight.Shape.Ne0, Extent.Tokens));
            builder.Output(builder.MulMat(matrix, input));
            TensorBindings bindings = new();
            bindings.Bind(matrix, shards[weight.ShardIndex], weight.Offset);
            IProgram program = device.Compile(builder.Build(), bindings, symbols);
            program.Write(input, MemoryMarshal.AsBytes(activations.AsSpan()));
            programs.Add(program);
        }
    }

    /// <summary>The weights.</summary>
    internal IReadOnlyList<GgufTensor> Weights { get; }

    /// <summary>Bytes that a run reads.</summary>
    internal long Bytes => Weights.Sum(w => w.Bytes);

    /// <summary>Multiplications that a run makes.</summary>
    internal double Products => Weights.Sum(w => (double)w.Shape.Elements) * symbols.Tokens;

    /// <summary>Seconds of each measured run.</summary>
    internal List<double> Seconds { get; } = [];

    /// <summary>Of each run, its bytes a second as a share of what was read plainly right after it.</summary>
    internal List<double> ReadShares { get; } = [];

    /// <summary>Adds a measured run and the bytes a second that were read plainly right after it.</summary>
    internal void Add(double seconds, double plainRead)
    {
        Seconds.Add(seconds);
        ReadShares.Add(Bytes / seconds / plainRead);
    }

    /// <summary>Runs the products of all layers once.</summary>
    internal void Run() => programs.ForEach(p => p.Run(symbols));

    /// <inheritdoc/>
    public void Dispose() => programs.ForEach(p => p.Dispose());
}
