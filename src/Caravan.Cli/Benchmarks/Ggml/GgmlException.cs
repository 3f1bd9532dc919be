// Raised when a peer's library cannot be used.
namespace Caravan.Cli.Benchmarks.Ggml;

/// <summary>A library of llama.cpp or ik_llama.cpp lacks a function, refuses memory or fails to compute; the message is one line.</summary>
internal sealed class GgmlException(string message, Exception? inner = null) : Exception(message, inner);
