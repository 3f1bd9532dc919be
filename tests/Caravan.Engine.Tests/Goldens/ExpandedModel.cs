// Writes a quantized model with its weights expanded to F32: the same numbers, without quantized activations.
using System.Runtime.InteropServices;
using Caravan.Gguf;
using Caravan.Tensors;

namespace Caravan.Engine.Tests;

/// <summary>F32 copies of quantized models, in the folder of temporary files.</summary>
internal static class ExpandedModel
{
    /// <summary>Writes the copy and returns its path; the caller deletes it.</summary>
    /// <param name="source">The quantized model.</param>
    /// <param name="nudge">An element to change and by how much, or null.</param>
    internal static string Write(string source, WeightNudge? nudge = null)
    {
        string path = Path.Combine(Path.GetTempPath(), $"caravan-{Guid.NewGuid():N}.gguf");
        using GgufFile file = GgufFile.Open(source);
        GgufWriter writer = new();
        writer.SetAll(file.Metadata);
        foreach (GgufTensor tensor in file.Tensors)
        {
            float[] values = new float[tensor.Shape.Elements];
            Dequantizer.DequantizeRows(tensor.Type, file.Data(tensor), (int)tensor.Shape.Ne0, values);
            if (tensor.Name == nudge?.Tensor)
            {
                values[nudge.Index] += nudge.Amount;
            }

            writer.AddTensor(
                tensor.Name,
                TensorType.F32,
                tensor.Shape,
                MemoryMarshal.AsBytes(values.AsSpan()).ToArray()
            );
        }

        writer.Write(path);
        return path;
    }
}
