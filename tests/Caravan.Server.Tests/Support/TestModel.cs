// A small model, loaded once for a class of tests.
using Caravan.Cpu;
using Caravan.Engine;
using Caravan.TestSupport;

namespace Caravan.Server.Tests.Support;

/// <summary>The model that travels with the project, on one thread.</summary>
internal sealed class TestModel : IDisposable
{
    internal const int Context = 512;
    private readonly CpuDevice device = new(1);

    internal TestModel() => Model = LoadedModel.Open(FilePath, device);

    internal static string FilePath { get; } = RepositoryRoot.PathTo("models/austen-llama-Q8_0.gguf");

    internal LoadedModel Model { get; }

    public void Dispose()
    {
        Model.Dispose();
        device.Dispose();
    }

    /// <summary>The likeliest tokens behind a prompt, from a session without any server.</summary>
    internal int[] Greedy(string prompt, int count)
    {
        using InferenceSession session = new(Model, new SessionOptions { ContextLength = Context });
        session.Evaluate(Model.Tokenizer.Encode(prompt, addSpecial: true, parseSpecial: true));
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++)
        {
            tokens[i] = Best(session.Logits());
            session.Evaluate([tokens[i]]);
        }

        return tokens;
    }

    /// <summary>Their text.</summary>
    internal string GreedyText(string prompt, int count) =>
        Model.Tokenizer.Decode(Greedy(prompt, count), removeSpecial: false, unparseSpecial: false);

    private static int Best(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        return best;
    }
}
