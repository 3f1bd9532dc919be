// Takes the parts of a model's output as they become certain.
namespace Caravan.Models.Chat.Output;

/// <summary>Receives content, reasoning and calls in the order in which the model wrote them.</summary>
public interface IChatOutputSink
{
    /// <summary>More of the answer; valid during the call.</summary>
    void Content(ReadOnlySpan<char> text);

    /// <summary>More of the reasoning; valid during the call.</summary>
    void Reasoning(ReadOnlySpan<char> text);

    /// <summary>A whole call; its id is empty where the model gave none, its arguments are a JSON object.</summary>
    void ToolCall(ChatToolCall call);
}
