// Checks that pieces of calls make the calls.
using System.Text;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Output;

namespace Caravan.Models.Tests.Chat.Output;

/// <summary>A sink that asserts that every call began before its arguments came, and that these are all of them.</summary>
internal sealed class StreamedCalls : IChatOutputSink
{
    private readonly StringBuilder arguments = new();
    private string? id;
    private string? name;

    /// <summary>The calls that came to their end.</summary>
    public List<ChatToolCall> Calls { get; } = [];

    /// <summary>Arguments of the call that has begun; null where none has.</summary>
    public string? Begun => name is null ? null : arguments.ToString();

    public void Content(ReadOnlySpan<char> text) => Assert.Null(name);

    public void Reasoning(ReadOnlySpan<char> text) => Assert.Null(name);

    public void BeginToolCall(string id, string name)
    {
        Assert.Null(this.name);
        (this.id, this.name) = (id, name);
    }

    public void ToolCallArguments(ReadOnlySpan<char> text)
    {
        Assert.NotNull(name);
        arguments.Append(text);
    }

    public void ToolCall(ChatToolCall call)
    {
        Assert.Equal(name, call.Name);
        Assert.True(id is "" || id == call.Id);
        Assert.Equal(arguments.ToString(), call.Arguments);
        arguments.Clear();
        (id, name) = (null, null);
        Calls.Add(call);
    }

    /// <summary>A parser into this.</summary>
    public ChatOutputParser Parser(ToolCallSyntax syntax) =>
        new(
            new ChatOutputFormat(syntax, new ReasoningTags("<think>", "</think>")),
            new ChatOutputOptions { Tools = OutputCase.AllTools },
            this
        );
}
