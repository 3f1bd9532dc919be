// The tensors of a file, each checked once against the shape the hyperparameters ask for.
using Caravan.Gguf;
using Caravan.Graph;
using Caravan.Tensors;

namespace Caravan.Models;

/// <summary>
/// Weights an architecture has declared and found right. Graphs take weights from here only, so nothing unchecked gets in.
/// </summary>
internal sealed class WeightTable
{
    private readonly string source;
    private readonly string architecture;
    private readonly Dictionary<string, GgufTensor> file;
    private readonly Dictionary<string, (GgufTensor Tensor, TensorShape Shape)> declared = [];

    internal WeightTable(string source, string architecture, IEnumerable<GgufTensor> tensors)
    {
        this.source = source;
        this.architecture = architecture;
        file = tensors.ToDictionary(t => t.Name);
    }

    /// <summary>Requires a matrix of any float or quantized type.</summary>
    internal void Matrix(string name, long ne0, long ne1, long ne2 = 1)
    {
        if (!TryMatrix(name, ne0, ne1, ne2))
        {
            throw Missing(name, new TensorShape(ne0, ne1, ne2));
        }
    }

    /// <summary>Checks a matrix if it is there; its dimensions beyond the first may be merged in the file.</summary>
    internal bool TryMatrix(string name, long ne0, long ne1, long ne2 = 1)
    {
        if (!file.TryGetValue(name, out GgufTensor? tensor))
        {
            return false;
        }

        TensorShape shape = new(ne0, ne1, ne2);
        if (tensor.Shape != shape && tensor.Shape != new TensorShape(ne0, ne1 * ne2))
        {
            throw WrongShape(tensor, shape);
        }

        TensorTypeTraits traits = TensorTypes.Get(tensor.Type);
        if (!traits.IsFloat && !traits.IsQuantized)
        {
            throw WrongType(tensor, "a float or quantized type");
        }

        if (ne1 % traits.InterleavedRows != 0)
        {
            throw WrongType(
                tensor,
                $"a type that fits {ne1} rows: its rows are interleaved by {traits.InterleavedRows}"
            );
        }

        declared[name] = (tensor, shape);
        return true;
    }

    /// <summary>Requires a vector of F32: a norm or a bias.</summary>
    internal void Vector(string name, long length)
    {
        if (!TryVector(name, length))
        {
            throw Missing(name, new TensorShape(length));
        }
    }

    /// <summary>Checks a vector if it is there.</summary>
    internal bool TryVector(string name, long length)
    {
        if (!file.TryGetValue(name, out GgufTensor? tensor))
        {
            return false;
        }

        TensorShape shape = new(length);
        if (tensor.Shape != shape)
        {
            throw WrongShape(tensor, shape);
        }

        if (tensor.Type != TensorType.F32)
        {
            throw WrongType(tensor, "F32");
        }

        declared[name] = (tensor, shape);
        return true;
    }

    /// <summary>True when the file has a tensor of this name, declared or not.</summary>
    internal bool FileHas(string name) => file.ContainsKey(name);

    /// <summary>True when the weight was declared and found.</summary>
    internal bool Has(string name) => declared.ContainsKey(name);

    /// <summary>The file's tensor of a declared weight.</summary>
    internal GgufTensor Tensor(string name) => declared[name].Tensor;

    /// <summary>A declared weight as a leaf of a graph, in the declared shape.</summary>
    internal GraphTensor Leaf(GraphBuilder builder, string name)
    {
        (GgufTensor tensor, TensorShape shape) = declared[name];
        return builder.Weight(name, tensor.Type, shape);
    }

    /// <summary>Refuses a file with tensors that no graph of the architecture would use: its results would be wrong.</summary>
    /// <param name="isIgnored">Tensors that are known and rightly left alone.</param>
    internal void RequireAllUsed(Func<string, bool> isIgnored)
    {
        foreach (string name in file.Keys)
        {
            if (!declared.ContainsKey(name) && !isIgnored(name))
            {
                throw new ModelException(
                    $"{source}: tensor {GgufText.Quote(name)} is not part of architecture {architecture} as supported here, expected only tensors that are used"
                );
            }
        }
    }

    /// <summary>An error about a tensor whose form is not supported.</summary>
    internal ModelException Unsupported(string name, string reason) => new($"{source}: tensor {name} {reason}");

    private ModelException Missing(string name, TensorShape shape) =>
        new($"{source}: tensor {name} is missing, expected shape {shape}");

    private ModelException WrongShape(GgufTensor tensor, TensorShape expected) =>
        new($"{source}: tensor {tensor.Name} has shape {tensor.Shape}, expected {expected}");

    private ModelException WrongType(GgufTensor tensor, string expected) =>
        new($"{source}: tensor {tensor.Name} has type {tensor.Type}, expected {expected}");
}
