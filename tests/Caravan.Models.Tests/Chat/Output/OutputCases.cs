// Outputs in the forms of many models, well-formed and not.
using Caravan.Models.Chat.Output;

namespace Caravan.Models.Tests.Chat.Output;

/// <summary>The cases that every test of parsing runs over.</summary>
internal static class OutputCases
{
    private const string Paris = """get_weather {"city": "Paris"}""";
    private static readonly ReasoningTags Square = new("[THINK]", "[/THINK]");

    public static readonly OutputCase[] All =
    [
        .. Plain(),
        .. Hermes(),
        .. QwenCoder(),
        .. Glm(),
        .. Llama(),
        .. Mistral(),
        .. DeepSeek(),
        .. Kimi(),
        .. Harmony(),
        .. Json(),
    ];

    private static OutputCase[] Plain() =>
        [
            new("nothing", ToolCallSyntax.Hermes, "", ""),
            new(
                "an answer alone stays as it is",
                ToolCallSyntax.Hermes,
                " \n Hi <b>you</b>. \n",
                " \n Hi <b>you</b>. \n"
            ),
            new("white space alone stays", ToolCallSyntax.Hermes, " \n\n", " \n\n"),
            new(
                "reasoning",
                ToolCallSyntax.Hermes,
                "\n<think>\nHm.\n\nWell.\n</think>\n\nHi.\n",
                "Hi.\n",
                "",
                "Hm.\n\nWell."
            ),
            new("empty reasoning", ToolCallSyntax.Hermes, "<think>\n\n</think>\n\nHi", "Hi"),
            new("reasoning without an end", ToolCallSyntax.Hermes, "<think>\nHm. </thin", "", "", "Hm. </thin"),
            new("an end without a beginning", ToolCallSyntax.Hermes, "Hm.</think>Hi", "Hm.</think>Hi"),
            new(
                "a tag within the answer is text",
                ToolCallSyntax.Hermes,
                "Write <think>x</think> so",
                "Write <think>x</think> so"
            ),
            new("reasoning that the prompt began", ToolCallSyntax.Hermes, "Hm.\n</think>\n\nHi", "Hi", "", "Hm.")
            {
                BeginsInReasoning = true,
            },
            new("reasoning that the prompt began has no end", ToolCallSyntax.Hermes, "Hm.\n", "", "", "Hm.")
            {
                BeginsInReasoning = true,
            },
            new(
                "reasoning that stays",
                ToolCallSyntax.Hermes,
                "\n<think>\nHm.\n</think>\n\nHi",
                "\n<think>\nHm.\n</think>\n\nHi"
            )
            {
                Handling = ReasoningHandling.InContent,
            },
            new(
                "reasoning in both places",
                ToolCallSyntax.Hermes,
                "<think>\nHm.\n</think>\n\nHi",
                "<think>\nHm.\n</think>\n\nHi",
                "",
                "Hm."
            )
            {
                Handling = ReasoningHandling.Both,
            },
            new("other tags", ToolCallSyntax.MistralNamed, "[THINK]Hm.[/THINK]Hi", "Hi", "", "Hm.") { Tags = Square },
            new(
                "without tools a call is text",
                ToolCallSyntax.Hermes,
                "<tool_call>\n{}\n</tool_call> ",
                "<tool_call>\n{}\n</tool_call> "
            )
            {
                HasTools = false,
            },
        ];

    private static OutputCase[] Hermes() =>
        [
            new(
                "a call",
                ToolCallSyntax.Hermes,
                Tag("""{"name": "get_weather", "arguments": {"city": "Paris"}}"""),
                "",
                Paris
            ),
            new(
                "text before and after a call",
                ToolCallSyntax.Hermes,
                "Let me see.\n" + Tag("""{"name": "now", "arguments": {}}""") + "\nDone.",
                "Let me see.Done.",
                "now {}"
            ),
            new(
                "reasoning and two calls",
                ToolCallSyntax.Hermes,
                "<think>\nHm.\n</think>\n\n"
                    + Tag("""{"name": "now", "arguments": {}}""")
                    + "\n"
                    + Tag("""{"name": "get_weather", "arguments": {"city": "Paris"}}"""),
                "",
                "now {}\n" + Paris,
                "Hm."
            ),
            new(
                "tags and brackets within strings",
                ToolCallSyntax.Hermes,
                Tag("""{"name": "python", "arguments": {"code": "}] </tool_call> \\\" {"}}"""),
                "",
                """python {"code": "}] </tool_call> \\\" {"}"""
            ),
            new(
                "arguments before the name",
                ToolCallSyntax.Hermes,
                Tag("""{"arguments": {"a": [1, {"b": null}]}, "name": "other"}"""),
                "",
                """other {"a": [1, {"b": null}]}"""
            ),
            new(
                "parameters and arguments as text",
                ToolCallSyntax.Hermes,
                Tag("""{"name": "get_weather", "parameters": "{\"city\": \"Paris\"}"}"""),
                "",
                Paris
            ),
            new("no end tag", ToolCallSyntax.Hermes, """<tool_call>{"name": "now", "arguments": {}}""", "", "now {}"),
            new(
                "text in place of the end tag",
                ToolCallSyntax.Hermes,
                """<tool_call>{"name": "now", "arguments": {}} </tool_x""",
                "</tool_x",
                "now {}"
            ),
            new(
                "a call that is cut off",
                ToolCallSyntax.Hermes,
                """Hi <tool_call> {"name": "now", "argum""",
                """Hi <tool_call> {"name": "now", "argum"""
            ),
            new("a tag that is cut off", ToolCallSyntax.Hermes, "Hi <tool_", "Hi <tool_"),
            new("no JSON", ToolCallSyntax.Hermes, Tag("{name: now}") + "!", Tag("{name: now}") + "!"),
            new("JSON that is no call", ToolCallSyntax.Hermes, Tag("""{"a": 1}"""), Tag("""{"a": 1}""")),
            new(
                "arguments that are no object",
                ToolCallSyntax.Hermes,
                Tag("""{"name": "now", "arguments": 5}"""),
                Tag("""{"name": "now", "arguments": 5}""")
            ),
            new(
                "half of a surrogate pair",
                ToolCallSyntax.Hermes,
                Tag("""{"name": "\ud800", "arguments": {}}"""),
                Tag("""{"name": "\ud800", "arguments": {}}""")
            ),
            new(
                "too many brackets",
                ToolCallSyntax.Hermes,
                "<tool_call>" + new string('[', 200),
                "<tool_call>" + new string('[', 200)
            ),
            new(
                "a good call after a bad one",
                ToolCallSyntax.Hermes,
                "<tool_call>oops " + Tag("""{"name": "now", "arguments": {}}"""),
                "<tool_call>oops",
                "now {}"
            ),
        ];

    private static OutputCase[] QwenCoder() =>
        [
            new(
                "typed parameters",
                ToolCallSyntax.QwenCoder,
                "<tool_call>\n<function=get_weather>\n<parameter=city>\n12\n</parameter>\n<parameter=days>\n3\n</parameter>\n</function>\n</tool_call>",
                "",
                """get_weather {"city":"12","days":3}"""
            ),
            new(
                "several lines and tags in a value",
                ToolCallSyntax.QwenCoder,
                "<tool_call>\n<function=python>\n<parameter=code>\n\nif a < b:\n  print('</b>')\n\n</parameter>\n</function>\n</tool_call>",
                "",
                """python {"code":"\nif a < b:\n  print('</b>')\n"}"""
            ),
            new(
                "no parameters",
                ToolCallSyntax.QwenCoder,
                "Hi.\n<tool_call>\n<function=now>\n</function>\n</tool_call>",
                "Hi.",
                "now {}"
            ),
            new(
                "the first tag left out",
                ToolCallSyntax.QwenCoder,
                "<function=now>\n</function>\n</tool_call>",
                "",
                "now {}"
            ),
            new(
                "an unknown tool",
                ToolCallSyntax.QwenCoder,
                "<tool_call><function=f><parameter=a>True</parameter><parameter=b>[1, 2]</parameter><parameter=c>some text</parameter></function></tool_call>",
                "",
                """f {"a":true,"b":[1,2],"c":"some text"}"""
            ),
            new(
                "a parameter without an end",
                ToolCallSyntax.QwenCoder,
                "<tool_call>\n<function=now>\n<parameter=a>\n1",
                "<tool_call>\n<function=now>\n<parameter=a>\n1"
            ),
            new(
                "a name with spaces",
                ToolCallSyntax.QwenCoder,
                "<function=a b>\n</function>!",
                "<function=a b>\n</function>!"
            ),
        ];

    private static OutputCase[] Glm() =>
        [
            new(
                "keys and values",
                ToolCallSyntax.Glm,
                "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Paris</arg_value>\n<arg_key>days</arg_key>\n<arg_value>3</arg_value>\n</tool_call>",
                "",
                """get_weather {"city":"Paris","days":3}"""
            ),
            new("no arguments", ToolCallSyntax.Glm, "Hm.<tool_call>now\n</tool_call>", "Hm.", "now {}"),
            new(
                "a key without a value",
                ToolCallSyntax.Glm,
                "<tool_call>now<arg_key>a</arg_key> </tool_call>",
                "<tool_call>now<arg_key>a</arg_key> </tool_call>"
            ),
        ];

    private static OutputCase[] Llama() =>
        [
            new(
                "the answer is a call",
                ToolCallSyntax.Llama3,
                """{"name": "get_weather", "parameters": {"city": "Paris"}}""",
                "",
                Paris
            ),
            new(
                "a function's type",
                ToolCallSyntax.Llama3,
                """{"type": "function", "name": "now", "parameters": {}}""",
                "",
                "now {}"
            ),
            new(
                "a function within",
                ToolCallSyntax.Llama3,
                """{"type": "function", "function": {"name": "now", "parameters": {}}}""",
                "",
                "now {}"
            ),
            new(
                "two calls",
                ToolCallSyntax.Llama3,
                """{"name": "now", "parameters": {}}; {"name": "now", "parameters": {}}""",
                "",
                "now {}\nnow {}"
            ),
            new(
                "a tag before",
                ToolCallSyntax.Llama3,
                """<|python_tag|>{"name": "now", "parameters": {}}""",
                "",
                "now {}"
            ),
            new(
                "a built-in tool",
                ToolCallSyntax.Llama3,
                """<|python_tag|>brave_search.call(query="a \"b\"", n=3)""",
                "",
                """brave_search {"query": "a \"b\"", "n": 3}"""
            ),
            new(
                "code",
                ToolCallSyntax.Llama3,
                "<|python_tag|>print(\"x\")\n1",
                "",
                """python {"code": "print(\"x\")\n1"}"""
            ),
            new(
                "other JSON is an answer",
                ToolCallSyntax.Llama3,
                """ {"name": "Paris"} is it""",
                """ {"name": "Paris"} is it"""
            ),
            new(
                "an unknown tool is an answer",
                ToolCallSyntax.Llama3,
                """{"name": "x", "parameters": {}}""",
                """{"name": "x", "parameters": {}}"""
            ),
            new(
                "JSON within the answer is text",
                ToolCallSyntax.Llama3,
                """See {"name": "now", "parameters": {}}""",
                """See {"name": "now", "parameters": {}}"""
            ),
            new("braces that are no JSON", ToolCallSyntax.Llama3, "{ x } and more", "{ x } and more"),
            new("a call that is cut off", ToolCallSyntax.Llama3, """{"name": "now", """, """{"name": "now", """),
            new("text after a call", ToolCallSyntax.Llama3, """{"name": "now", "parameters": {}} ok""", "ok", "now {}"),
        ];

    private static OutputCase[] Mistral() =>
        [
            new(
                "a list",
                ToolCallSyntax.MistralList,
                """[TOOL_CALLS][{"name": "get_weather", "arguments": {"city": "Paris"}, "id": "123456789"}, {"name": "now", "arguments": {}}]""",
                "",
                "123456789 " + Paris + "\nnow {}"
            ),
            new(
                "a name and arguments",
                ToolCallSyntax.MistralNamed,
                """Hi.[TOOL_CALLS]get_weather[ARGS]{"city": "Paris"}""",
                "Hi.",
                Paris
            ),
            new(
                "two names",
                ToolCallSyntax.MistralNamed,
                """[TOOL_CALLS]now[ARGS]{}[TOOL_CALLS]get_weather{"city": "Paris"}""",
                "",
                "now {}\n" + Paris
            ),
            new(
                "an id",
                ToolCallSyntax.MistralNamed,
                """[TOOL_CALLS]now[CALL_ID]abcdefghi[ARGS]{}""",
                "",
                "abcdefghi now {}"
            ),
            new("no arguments", ToolCallSyntax.MistralNamed, "[TOOL_CALLS]now[ARGS]", "[TOOL_CALLS]now[ARGS]"),
            new(
                "a list that is cut off",
                ToolCallSyntax.MistralList,
                """[TOOL_CALLS][{"name": "now", "argu""",
                """[TOOL_CALLS][{"name": "now", "argu"""
            ),
            new(
                "a list of something else",
                ToolCallSyntax.MistralList,
                "[TOOL_CALLS][1, 2] and",
                "[TOOL_CALLS][1, 2] and"
            ),
            new("an empty list", ToolCallSyntax.MistralList, "[TOOL_CALLS][]", "[TOOL_CALLS][]"),
        ];

    private static OutputCase[] DeepSeek() =>
        [
            new(
                "V3 with a fence",
                ToolCallSyntax.DeepSeekFenced,
                "Hm.\n<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n{\"city\": \"Paris\"}\n```<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>function<｜tool▁sep｜>now\n```json\n{}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
                "Hm.",
                Paris + "\nnow {}"
            ),
            new(
                "V3.1 without",
                ToolCallSyntax.DeepSeekPlain,
                "Hm.</think>\n\n<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>{\"city\": \"Paris\"}<｜tool▁call▁end｜><｜tool▁call▁begin｜>now<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
                "",
                Paris + "\nnow {}",
                "Hm."
            )
            {
                BeginsInReasoning = true,
            },
            new(
                "another spelling of the first mark",
                ToolCallSyntax.DeepSeekPlain,
                "<｜tool_calls_begin｜><｜tool▁call▁begin｜>now<｜tool▁sep｜>{}<｜tool▁call▁end｜>",
                "",
                "now {}"
            ),
            new(
                "the first mark left out",
                ToolCallSyntax.DeepSeekPlain,
                "<｜tool▁call▁begin｜>now<｜tool▁sep｜>{}",
                "",
                "now {}"
            ),
            new(
                "a section of text",
                ToolCallSyntax.DeepSeekPlain,
                "<｜tool▁calls▁begin｜>Hm.",
                "<｜tool▁calls▁begin｜>Hm."
            ),
            new(
                "a call that is cut off",
                ToolCallSyntax.DeepSeekFenced,
                "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>now\n```json\n{",
                "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>now\n```json\n{"
            ),
        ];

    private static OutputCase[] Kimi() =>
        [
            new(
                "two calls",
                ToolCallSyntax.Kimi,
                "Hm.<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>{\"city\": \"Paris\"}<|tool_call_end|><|tool_call_begin|>functions.now:1<|tool_call_argument_begin|>{}<|tool_call_end|><|tool_calls_section_end|>",
                "Hm.",
                "functions.get_weather:0 " + Paris + "\nfunctions.now:1 now {}"
            ),
        ];

    private static OutputCase[] Harmony() =>
        [
            new(
                "reasoning and answer",
                ToolCallSyntax.Harmony,
                "<|channel|>analysis<|message|>Hm. <|end|><|start|>assistant<|channel|>final<|message|>Hi <b>.<|return|>",
                "Hi <b>.",
                "",
                "Hm."
            ),
            new(
                "the last mark is a token that is not shown",
                ToolCallSyntax.Harmony,
                "<|channel|>final<|message|>Hi",
                "Hi"
            ),
            new(
                "a call",
                ToolCallSyntax.Harmony,
                "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>{\"city\": \"Paris\"}<|call|>",
                "",
                Paris,
                "Hm."
            ),
            new(
                "the recipient first",
                ToolCallSyntax.Harmony,
                " to=functions.now<|channel|>commentary json<|message|>{}",
                "",
                "now {}"
            ),
            new(
                "a preamble",
                ToolCallSyntax.Harmony,
                "<|channel|>commentary<|message|>I will look.<|end|><|start|>assistant<|channel|>commentary to=functions.now<|message|>{}",
                "I will look.",
                "now {}"
            ),
            new(
                "reasoning that stays",
                ToolCallSyntax.Harmony,
                "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hi",
                "<|channel|>analysis<|message|>Hm.<|end|>Hi"
            )
            {
                Handling = ReasoningHandling.InContent,
            },
            new("an answer without marks", ToolCallSyntax.Harmony, "Hi < you", "Hi < you"),
            new(
                "arguments that are cut off",
                ToolCallSyntax.Harmony,
                "<|channel|>commentary to=functions.now<|message|>{",
                "<|channel|>commentary to=functions.now<|message|>{"
            ),
            new(
                "a header without an end",
                ToolCallSyntax.Harmony,
                "<|channel|>" + new string('x', 1000),
                "<|channel|>" + new string('x', 1000)
            ),
        ];

    private static OutputCase[] Json() =>
        [
            new(
                "a list of calls",
                ToolCallSyntax.Json,
                """{"tool_calls": [{"name": "get_weather", "arguments": {"city": "Paris"}}, {"name": "now", "arguments": {}}]}""",
                "",
                Paris + "\nnow {}"
            ),
            new("one call", ToolCallSyntax.Json, """{"tool_call": {"name": "now", "arguments": {}}}""", "", "now {}"),
            new(
                "in a fence",
                ToolCallSyntax.Json,
                "```json\n[{\"name\": \"now\", \"arguments\": {}}]\n```\n",
                "",
                "now {}"
            ),
            new(
                "a fence with something else",
                ToolCallSyntax.Json,
                "```json\n{\"a\": 1}\n```\n",
                "```json\n{\"a\": 1}\n```\n"
            ),
            new("text in brackets", ToolCallSyntax.Json, "[Note] this", "[Note] this"),
        ];

    private static string Tag(string json) => $"<tool_call>\n{json}\n</tool_call>";
}
