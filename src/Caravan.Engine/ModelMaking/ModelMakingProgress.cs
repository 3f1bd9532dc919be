// How far the writing of a model has come.
namespace Caravan.Engine;

/// <summary>Reported after every piece of a tensor that was written.</summary>
/// <param name="TensorName">The tensor being written.</param>
/// <param name="TensorsDone">Tensors written completely.</param>
/// <param name="Tensors">Tensors of the model.</param>
/// <param name="BytesDone">Bytes of tensors written.</param>
/// <param name="Bytes">Bytes of all tensors.</param>
public readonly record struct ModelMakingProgress(
    string TensorName,
    int TensorsDone,
    int Tensors,
    long BytesDone,
    long Bytes
);
