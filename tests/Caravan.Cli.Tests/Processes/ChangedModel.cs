// A model with something wrong in it.
using Caravan.Gguf;

namespace Caravan.Cli.Tests.Processes;

/// <summary>Writes copies of the model that travels with the project, changed.</summary>
internal static class ChangedModel
{
    /// <summary>Writes the model with other metadata and returns the path.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="change">Changes metadata.</param>
    /// <param name="without">A key to leave out.</param>
    internal static unsafe string Write(string path, Action<GgufWriter> change, string without = "")
    {
        using GgufFile file = GgufFile.Open(CaravanProcess.AustenModel);
        GgufWriter writer = new();
        foreach (GgufEntry entry in file.Metadata.Where(entry => entry.Key != without))
        {
            writer.Set(entry.Key, entry.Value);
        }

        change(writer);
        foreach (GgufTensor tensor in file.Tensors)
        {
            // Within the map: the reader checked the tensor's range.
            byte[] bytes = new ReadOnlySpan<byte>(file.Pointer(tensor), (int)tensor.Bytes).ToArray();
            writer.AddTensor(tensor.Name, tensor.Type, tensor.Shape, bytes);
        }

        writer.Write(path);
        return path;
    }
}
