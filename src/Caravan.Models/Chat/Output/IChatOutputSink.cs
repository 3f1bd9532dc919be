// Takes the parts of a model's output as they become certain.
namespace Caravan.Models.Chat.Output;

/// <summary>Receives content, reasoning and calls in the order in which the model wrote them.</summary>
public interface IChatOutputSink
{
    /// <summary>More of the answer; valid during the call.</summary>
    void Content(ReadOnlySpan<char> text);

    /// <summary>More of the reasoning; valid during the call.</summary>
    void Reasoning(ReadOnlySpan<char> text);

    /// <summary>A call begins, of which <see cref="ToolCall"/> tells when it is there.</summary>
    /// <param name="id">Its id; empty where the model gave none, or has not yet.</param>
    /// <param name="name">The tool.</param>
    void BeginToolCall(string id, string name) { }

    /// <summary>
    /// More of the arguments of the call that has begun, valid during the call; all of them together are those of the call.
    /// </summary>
    void ToolCallArguments(ReadOnlySpan<char> text) { }

    /// <summary>
    /// A call; its id is empty where the model gave none. Its arguments are a JSON object, or the beginning of one where the
    /// output ended too early.
    /// </summary>
    void ToolCall(ChatToolCall call);
}
