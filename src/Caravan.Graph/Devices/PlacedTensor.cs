// Where one tensor of a placed graph lies in this step.
using Caravan.Tensors;

namespace Caravan.Graph;

/// <summary>Place, extents and strides that a client gave a tensor for one step.</summary>
/// <param name="Buffer">Buffer that holds the bytes; null when the client named none, so that no op may touch it.</param>
/// <param name="Offset">Byte offset of the first element in the buffer, within it.</param>
/// <param name="Shape">Elements of each dimension, <c>ne0</c> first.</param>
/// <param name="Strides">Bytes between elements, rows, matrices, batches: <c>nb0</c> first.</param>
public readonly record struct PlacedTensor(IDeviceBuffer? Buffer, long Offset, TensorShape Shape, TensorShape Strides);
