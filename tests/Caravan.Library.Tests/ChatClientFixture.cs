// One client over the model that travels with the project, for all tests of a class.
using Caravan.TestSupport;

namespace Caravan.Library.Tests;

public sealed class ChatClientFixture : IDisposable
{
    /// <summary>The model, which has no chat template of its own.</summary>
    internal static string ModelPath { get; } = RepositoryRoot.PathTo("models/austen-llama-Q8_0.gguf");

    internal CaravanChatClient Client { get; } =
        CaravanChatClient.Open(
            ModelPath,
            new CaravanOptions
            {
                ChatTemplate = "chatml",
                ContextLength = 512,
                Threads = 1,
                Slots = 2,
            }
        );

    public void Dispose() => Client.Dispose();
}
