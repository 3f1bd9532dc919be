// The recorded runs, by name.
using Caravan.TestSupport;

namespace Caravan.Rpc.Tests.Captures;

/// <summary>Folders of recorded exchanges of ik_llama.cpp's own client and server.</summary>
internal static class CaptureFolders
{
    /// <summary>One row for each recorded run.</summary>
    public static TheoryData<string> All =>
        [
            "stories",
            "stories-ot",
            "llama",
            "llama-nofa",
            "llama-kvq8",
            "llama-ubatch",
            "qwen3moe",
            "qwen3moe-nofused",
            "qwen3moe-exps",
            "deepseek2-mla3",
        ];

    /// <summary>Full path of a run's folder; skips the calling test where the recordings are missing.</summary>
    internal static string Require(string name) => SharedFolder.Require(Path.Combine("captures", "ik-3.5.2", name));
}
