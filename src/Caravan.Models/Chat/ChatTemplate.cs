// A chat template: conversations to prompts.
using System.Globalization;
using System.Text.Json;
using Caravan.Models.Chat.Jinja;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat;

/// <summary>A template compiled once; renders conversations from any thread.</summary>
public sealed class ChatTemplate
{
    private const string Needle = "needle-7c1f";
    private const int LongestStop = 64;
    private readonly JinjaTemplate template;
    private readonly Lazy<ChatTemplateTraits> traits;
    private readonly Lazy<string[]> stops;

    /// <summary>Compiles the template <paramref name="source"/>.</summary>
    /// <exception cref="JinjaException">It is not Jinja, or too large.</exception>
    public ChatTemplate(string source, ChatTokens tokens, JinjaLimits? limits = null)
    {
        template = JinjaTemplate.Compile(source, limits);
        (Source, Tokens) = (source, tokens);
        traits = new Lazy<ChatTemplateTraits>(Probe);
        stops = new Lazy<string[]>(FindStops);
    }

    /// <summary>The template's text.</summary>
    public string Source { get; }

    /// <summary>The special tokens it writes.</summary>
    public ChatTokens Tokens { get; }

    /// <summary>What it can express.</summary>
    public ChatTemplateTraits Traits => traits.Value;

    /// <summary>
    /// Texts at which an answer ends, for vocabularies without a token for them; at the most one, none where the template
    /// marks no end.
    /// </summary>
    public IReadOnlyList<string> StopStrings => stops.Value;

    /// <summary>The prompt of a conversation, fitted to what the template can express.</summary>
    /// <exception cref="JinjaException">The template refuses the conversation, fails, or breaks a limit.</exception>
    public string Render(ChatTemplateInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ChatTemplateTraits known = Traits;
        IReadOnlyList<ChatMessage> given =
            input.Tools is { IsTrue: true } tools && !known.Tools
                ? ToolInstructions.Describe(input.Messages, tools)
                : input.Messages;
        JinjaList messages = new([
            .. MessageFitting.Fit(given, known).Select(m => ToValue(m, known.PartsOnly, !known.ArgumentsAsText)),
        ]);
        string prompt = Render(messages, input);
        bool doubled =
            Tokens.AddsBos && Tokens.Bos.Length > 0 && prompt.StartsWith(Tokens.Bos, StringComparison.Ordinal);
        return doubled ? prompt[Tokens.Bos.Length..] : prompt;
    }

    private string Render(JinjaList messages, ChatTemplateInput input)
    {
        DateTimeOffset now = input.Now ?? DateTimeOffset.Now;
        Dictionary<string, JinjaValue> variables = new()
        {
            ["messages"] = messages,
            ["add_generation_prompt"] = JinjaBoolean.Of(input.AddGenerationPrompt),
            ["bos_token"] = new JinjaString(Tokens.Bos),
            ["eos_token"] = new JinjaString(Tokens.Eos),
            // Names that one model's template reads in place of tools and strftime_now.
            ["datetime"] = new JinjaString(now.ToString("MMM dd yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture)),
            ["functions"] = input.Tools ?? (JinjaValue)new JinjaString(""),
        };
        Add(variables, "tools", input.Tools);
        Add(variables, "documents", input.Documents);
        Add(variables, "enable_thinking", input.EnableThinking is { } thinks ? JinjaBoolean.Of(thinks) : null);
        foreach ((string name, JinjaValue value) in input.Arguments)
        {
            variables[name] = value;
        }

        return template.Render(variables, now);
    }

    private static void Add(Dictionary<string, JinjaValue> variables, string name, JinjaValue? value)
    {
        if (value is not null)
        {
            variables[name] = value;
        }
    }

    private static JinjaMap ToValue(ChatMessage message, bool asParts, bool parsesArguments)
    {
        JinjaMap map = new();
        map["role"] = new JinjaString(message.Role);
        map["content"] =
            message.Parts
            ?? (asParts ? TextPart(message.Content ?? "") : (JinjaValue)new JinjaString(message.Content ?? ""));
        AddText(map, "name", message.Name);
        AddText(map, "reasoning_content", message.ReasoningContent);
        AddText(map, "tool_call_id", message.ToolCallId);
        if (message.ToolCalls.Count > 0)
        {
            map["tool_calls"] = new JinjaList([.. message.ToolCalls.Select(call => ToValue(call, parsesArguments))]);
        }

        return map;
    }

    private static JinjaMap ToValue(ChatToolCall call, bool parsesArguments)
    {
        JinjaMap function = new();
        function["name"] = new JinjaString(call.Name);
        function["arguments"] = (parsesArguments ? TryParse(call.Arguments) : null) ?? new JinjaString(call.Arguments);
        JinjaMap map = new();
        map["id"] = new JinjaString(call.Id);
        map["type"] = new JinjaString("function");
        map["function"] = function;
        return map;
    }

    private static JinjaValue? TryParse(string json)
    {
        try
        {
            return JinjaValues.ParseJson(json);
        }
        catch (JsonException)
        {
            // What a model wrote need not be JSON; the template then sees its text.
            return null;
        }
    }

    private static JinjaList TextPart(string text)
    {
        JinjaMap part = new();
        part["type"] = new JinjaString("text");
        part["text"] = new JinjaString(text);
        return new JinjaList([part]);
    }

    private static void AddText(JinjaMap map, string name, string? text)
    {
        if (text is not null)
        {
            map[name] = new JinjaString(text);
        }
    }

    /// <summary>
    /// What the template writes between an answer and what follows: a vocabulary that was not made for it knows no token
    /// for it, and a generation has to end at its text.
    /// </summary>
    private string[] FindStops()
    {
        const string Next = "needle-next";
        ChatMessage[] messages = [new("user", "hello"), new("assistant", Needle), new("user", Next)];
        string after = After(messages[..2]).Trim();
        string between = After(messages);
        int next = between.IndexOf(Next, StringComparison.Ordinal);
        string stop = after.Length > 0 ? after : (next < 0 ? "" : between[..next]).TrimEnd();
        // Some templates write instructions before the next message; the mark of the end comes first.
        int mark = stop.IndexOf('>', StringComparison.Ordinal);
        stop = stop.Length > LongestStop && mark >= 0 ? stop[..(mark + 1)] : stop;
        // One character is no mark of anything, and a sentence is none either.
        return stop.Trim().Length is > 1 and <= LongestStop ? [stop] : [];
    }

    /// <summary>What follows the answer; nothing where the template refuses the conversation.</summary>
    private string After(ChatMessage[] messages)
    {
        try
        {
            string text = Render(new ChatTemplateInput { Messages = messages, AddGenerationPrompt = false });
            int at = text.LastIndexOf(Needle, StringComparison.Ordinal);
            return at < 0 ? "" : text[(at + Needle.Length)..];
        }
        catch (JinjaException)
        {
            // A template that refuses this says nothing about ends.
            return "";
        }
    }

    private ChatTemplateTraits Probe()
    {
        ChatMessage user = new("user", "hello");
        ChatMessage needle = new("user", Needle);
        ChatMessage call = new("assistant", "")
        {
            ToolCalls = [new ChatToolCall("call00001", "probe", $"{{\"{Needle}\": \"x\"}}")],
        };
        ChatMessage[] called = [user, call, new("tool", "done") { ToolCallId = "call00001", Name = "probe" }];
        bool partsOnly = !Shows([needle], false, false) && Shows([needle], true, false);
        bool asMap = Shows(called, partsOnly, true);
        bool asText = Shows(called, partsOnly, false);
        JinjaList tools = new([
            JinjaValues.ParseJson(
                """{"type":"function","function":{"name":"NAME","description":"d","parameters":{"type":"object","properties":{"a":{"type":"string","description":"d"}},"required":["a"]}}}""".Replace(
                    "NAME",
                    Needle,
                    StringComparison.Ordinal
                )
            ),
        ]);
        return new ChatTemplateTraits(
            Shows([new("system", Needle), user], partsOnly, false),
            partsOnly,
            asMap || asText,
            asText && !asMap,
            Shows([user], partsOnly, false, tools)
        );
    }

    private bool Shows(ChatMessage[] messages, bool asParts, bool parsesArguments, JinjaList? tools = null)
    {
        try
        {
            JinjaList values = new([.. messages.Select(message => ToValue(message, asParts, parsesArguments))]);
            return Render(values, new ChatTemplateInput { Messages = [], Tools = tools })
                .Contains(Needle, StringComparison.Ordinal);
        }
        catch (JinjaException)
        {
            // A template that refuses the probe does not have the trait.
            return false;
        }
    }
}
