// A copy of a shared model with other keys and further tensors, for which another engine's logits are recorded.
using System.Runtime.InteropServices;
using Caravan.Gguf;
using Caravan.Tensors;
using Caravan.TestSupport;

namespace Caravan.Engine.Tests;

/// <summary>A temporary file that holds a changed model.</summary>
internal sealed class ModelVariant : IDisposable
{
    private readonly GgufFile source;
    private readonly GgufWriter writer;
    private readonly string folder = Directory.CreateTempSubdirectory("caravan-variant").FullName;

    internal ModelVariant(string sharedPath)
    {
        source = GgufFile.Open(SharedFolder.Require(sharedPath));
        writer = GgufWriter.CopyOf(source);
    }

    internal ModelVariant Set(string key, GgufValue value)
    {
        writer.Set(key, value);
        return this;
    }

    /// <summary>Adds F32 [values].</summary>
    internal ModelVariant Add(string name, params float[] values)
    {
        writer.AddTensor(
            name,
            TensorType.F32,
            new TensorShape(values.Length),
            MemoryMarshal.AsBytes<float>(values).ToArray()
        );
        return this;
    }

    /// <summary>Adds a bias of -3/8 to 3/8 in steps of 1/8.</summary>
    internal ModelVariant AddBias(string name, int length) =>
        Add(name, [.. Enumerable.Range(0, length).Select(i => (i % 7 - 3) * 0.125f)]);

    /// <summary>Writes the file.</summary>
    internal string Write()
    {
        string path = Path.Combine(folder, "model.gguf");
        writer.Write(path);
        return path;
    }

    public void Dispose()
    {
        source.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
