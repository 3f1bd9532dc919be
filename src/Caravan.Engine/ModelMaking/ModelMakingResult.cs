// What was written.
namespace Caravan.Engine;

/// <summary>The outcome of making or quantizing a model.</summary>
/// <param name="Tensors">Tensors written.</param>
/// <param name="Parameters">Elements of all tensors.</param>
/// <param name="Bytes">Bytes of all tensors.</param>
/// <param name="SourceBytes">Bytes of the tensors read; 0 where none were.</param>
/// <param name="Elapsed">Time from opening the files to the finished one.</param>
public sealed record ModelMakingResult(int Tensors, long Parameters, long Bytes, long SourceBytes, TimeSpan Elapsed)
{
    /// <summary>Bits a parameter takes on average.</summary>
    public double BitsPerWeight => 8.0 * Bytes / Parameters;
}
