// How a model is quantized.
using Caravan.Tensors;

namespace Caravan.Engine;

/// <summary>Options of <see cref="ModelQuantizer"/>; llama-quantize's option is named for each.</summary>
public sealed record ModelQuantizerOptions
{
    /// <summary>The mix of types to write.</summary>
    public required QuantizationMix Mix { get; init; }

    /// <summary>Every matrix in the mix's own type (<c>--pure</c>).</summary>
    public bool Pure { get; init; }

    /// <summary>The output matrix stays as it is (<c>--leave-output-tensor</c>).</summary>
    public bool LeaveOutputTensor { get; init; }

    /// <summary>The output matrix's type (<c>--output-tensor-type</c>); null for the mix's choice.</summary>
    public TensorType? OutputTensorType { get; init; }

    /// <summary>The token embedding's type (<c>--token-embedding-type</c>); null for the mix's choice.</summary>
    public TensorType? TokenEmbeddingType { get; init; }

    /// <summary>Takes quantized tensors as a source too, at a loss (<c>--allow-requantize</c>).</summary>
    public bool AllowRequantize { get; init; }

    /// <summary>Threads that quantize; 0 for one a processor.</summary>
    public int Threads { get; init; }
}
