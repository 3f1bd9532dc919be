// What a model's file says of the bytes that a token reads.
using Caravan.Gguf;

namespace Caravan.Benchmarks.Generation;

/// <summary>Sizes of a model's file.</summary>
/// <param name="FileBytes">Bytes of all shards.</param>
/// <param name="TokenBytes">Bytes of weights that a generated token reads.</param>
/// <param name="Parameters">Number of weights.</param>
internal sealed record ModelFacts(long FileBytes, long TokenBytes, long Parameters)
{
    private const string Embedding = "token_embd.weight";

    /// <summary>Reads a model's header.</summary>
    internal static ModelFacts Read(string path)
    {
        using GgufFile file = GgufFile.Open(path);
        bool isTied = !file.TryGetTensor("output.weight", out _);
        string architecture = file.Metadata.TryGetString("general.architecture", out string? name) ? name : "";
        double expertShare =
            file.Metadata.TryGetUInt32(architecture + ".expert_used_count", out uint used)
            && file.Metadata.TryGetUInt32(architecture + ".expert_count", out uint count)
            && count > 0
                ? (double)used / count
                : 1;
        // One row of the embedding is read, unless it is the output matrix as well.
        double bytes = file
            .Tensors.Where(t => isTied || t.Name != Embedding)
            .Sum(t => t.Name.Contains("_exps", StringComparison.Ordinal) ? t.Bytes * expertShare : t.Bytes);
        return new ModelFacts(file.Shards.Sum(s => s.Size), (long)bytes, file.Elements);
    }
}
