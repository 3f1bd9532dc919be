// A tensor to be written: its description and who supplies its bytes.
using Caravan.Tensors;

namespace Caravan.Gguf;

internal sealed record GgufTensorSource(
    string Name,
    TensorType Type,
    TensorShape Shape,
    int Dimensions,
    long Bytes,
    Action<GgufTensorSink> Supply
);
