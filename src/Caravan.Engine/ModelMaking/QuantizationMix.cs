// A named choice of tensor types for a whole model.
using Caravan.Tensors;

namespace Caravan.Engine;

/// <summary>What llama-quantize calls a type: the type of most matrices, and rules that give some of them another.</summary>
/// <param name="FileType">The number written to <c>general.file_type</c>, which names the rules.</param>
/// <param name="DefaultType">The type of matrices that no rule singles out.</param>
public sealed record QuantizationMix(ModelFileType FileType, TensorType DefaultType)
{
    /// <summary>The name, as llama-quantize spells it.</summary>
    public string Name => FileType.ToString();
}
