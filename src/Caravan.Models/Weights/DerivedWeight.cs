// A weight that a graph needs and the file holds in another form.
using System.Collections.Immutable;
using Caravan.Gguf;
using Caravan.Tensors;

namespace Caravan.Models;

/// <summary>A weight computed from one or two of the file's tensors when the model is loaded.</summary>
public sealed class DerivedWeight
{
    private readonly DerivedWeightFunction compute;

    internal DerivedWeight(
        string name,
        TensorType type,
        TensorShape shape,
        ImmutableArray<GgufTensor> sources,
        DerivedWeightFunction compute
    )
    {
        Name = name;
        Type = type;
        Shape = shape;
        Sources = sources;
        this.compute = compute;
    }

    /// <summary>Name of the graph's leaf: the name the tensor has in files that hold it.</summary>
    public string Name { get; }

    /// <summary>Element type: the sources' own where nothing is rounded, otherwise F16 or F32.</summary>
    public TensorType Type { get; }

    /// <summary>Extents, <c>ne0</c> first.</summary>
    public TensorShape Shape { get; }

    /// <summary>The file's tensors it is made of, one or two.</summary>
    public ImmutableArray<GgufTensor> Sources { get; }

    /// <summary>Computes the weight.</summary>
    /// <param name="file">The file the model was opened from.</param>
    /// <param name="destination">Receives the bytes of <see cref="Shape"/> in <see cref="Type"/>.</param>
    /// <exception cref="ArgumentException">The destination has another size.</exception>
    public void Compute(GgufFile file, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (destination.Length != Shape.Bytes(Type))
        {
            throw new ArgumentException(
                $"{Name} has {Shape.Bytes(Type)} bytes, not {destination.Length}",
                nameof(destination)
            );
        }

        compute(file.Data(Sources[0]), Sources.Length > 1 ? file.Data(Sources[1]) : default, destination);
    }
}
