// How many tensors, elements and bytes belong to a type or a layer.
namespace Caravan.Gguf;

/// <summary>What a group of tensors adds up to.</summary>
/// <param name="Name">The group: a type's name, <c>blk.0</c>, or <c>others</c>.</param>
/// <param name="Tensors">Number of tensors.</param>
/// <param name="Elements">Elements of all of them.</param>
/// <param name="Bytes">Bytes of all of them.</param>
public readonly record struct GgufTally(string Name, int Tensors, long Elements, long Bytes);
