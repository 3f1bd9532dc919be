// The graph of a measurement.
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Cli.Benchmarks.Kernels;

/// <summary>Products that share no activations, one after the other; or a block as models build it.</summary>
internal sealed class KernelGraph
{
    private readonly GraphBuilder builder = new();

    /// <summary>Builds the graph.</summary>
    /// <exception cref="GraphException">Rows of the type cannot have such a length.</exception>
    internal KernelGraph(KernelCase test)
    {
        if (test.IsBlock)
        {
            GraphTensor x = Input(test.K);
            GraphTensor gate = Weight(test.Type, test.K, test.Rows);
            GraphTensor up = builder.MulMat(Weight(test.Type, test.K, test.Rows), x);
            GraphTensor inner = builder.Glu(builder.MulMat(gate, x), up, GluOp.SwiGlu);
            Output = builder.MulMat(Weight(test.Type, test.Rows, test.K), inner);
            builder.Output(Output);
        }
        else
        {
            Output = Product(test);
            for (int copy = 1; copy < test.Copies; copy++)
            {
                Product(test);
            }
        }

        Graph = builder.Build();
    }

    /// <summary>The graph.</summary>
    internal Graph.Graph Graph { get; }

    /// <summary>The weights, in the order of <see cref="KernelWeights.Matrices"/>.</summary>
    internal List<GraphTensor> Weights { get; } = [];

    /// <summary>The inputs; a symbol is the number of their columns.</summary>
    internal List<GraphTensor> Inputs { get; } = [];

    /// <summary>The first product, or the block's result.</summary>
    internal GraphTensor Output { get; }

    /// <summary>Why a device cannot run a case; null when it can.</summary>
    internal static string? WhyNot(IDevice device, KernelCase test)
    {
        try
        {
            return new KernelGraph(test)
                .Graph.Tensors.Select(device.WhyUnsupported)
                .FirstOrDefault(why => why is not null);
        }
        catch (Exception exception) when (exception is TensorFormatException or GraphException)
        {
            return exception.Message;
        }
    }

    private GraphTensor Product(KernelCase test)
    {
        GraphTensor product = builder.MulMat(Weight(test.Type, test.K, test.Rows), Input(test.K));
        builder.Output(product);
        return product;
    }

    private GraphTensor Weight(TensorType type, int k, int rows)
    {
        GraphTensor weight = builder.Weight($"weight {Weights.Count}", type, new TensorShape(k, rows));
        Weights.Add(weight);
        return weight;
    }

    private GraphTensor Input(int k)
    {
        GraphTensor input = builder.Input($"x {Inputs.Count}", TensorType.F32, Extents.Shape(k, Extent.Tokens));
        Inputs.Add(input);
        return input;
    }
}
