// Checks that the recorded prompts are what llama.cpp's built-in templates write.
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Caravan.Models.Chat;
using Caravan.Oracle.Tests.Sampling;
using Caravan.TestSupport;

namespace Caravan.Oracle.Tests.Chat;

public sealed unsafe class ChatTemplateOracleTests
{
    private const string Fixture = "tests/Caravan.Models.Tests/Chat/Fixtures/llama-cpp-templates.json";
    private const int MostBytes = 1 << 16;

    [Fact]
    public void Every_template_of_llama_cpp_is_built_in_and_recorded()
    {
        var list = (delegate* unmanaged<nint*, nuint, int>)LlamaLibrary.Export("llama_chat_builtin_templates");
        nint[] names = new nint[list(null, 0)];
        fixed (nint* first = names)
        {
            list(first, (nuint)names.Length);
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.PathTo(Fixture)));
        JsonElement root = document.RootElement;
        JsonElement[] conversations = [.. root.GetProperty("conversations").EnumerateArray()];
        foreach (string name in names.Select(name => Marshal.PtrToStringUTF8(name)!))
        {
            Assert.Contains(name, BuiltInChatTemplates.Names);
            JsonElement recorded = root.GetProperty("templates").GetProperty(name);
            for (int i = 0; i < conversations.Length; i++)
            {
                Assert.Equal(Apply(name, conversations[i]), recorded[i].GetString());
            }
        }
    }

    private static string Apply(string template, JsonElement conversation)
    {
        var apply = (delegate* unmanaged<nint, LlamaMessage*, nuint, byte, byte*, int, int>)
            LlamaLibrary.Export("llama_chat_apply_template");
        LlamaMessage[] messages =
        [
            .. conversation
                .GetProperty("messages")
                .EnumerateArray()
                .Select(message => new LlamaMessage(
                    Marshal.StringToCoTaskMemUTF8(message.GetProperty("role").GetString()),
                    Marshal.StringToCoTaskMemUTF8(message.GetProperty("content").GetString())
                )),
        ];
        nint name = Marshal.StringToCoTaskMemUTF8(template);
        byte[] output = new byte[MostBytes];
        try
        {
            byte adds = conversation.GetProperty("addGenerationPrompt").GetBoolean() ? (byte)1 : (byte)0;
            fixed (LlamaMessage* first = messages)
            fixed (byte* text = output)
            {
                int length = apply(name, first, (nuint)messages.Length, adds, text, output.Length);
                Assert.InRange(length, 1, output.Length);
                return Encoding.UTF8.GetString(output, 0, length);
            }
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
            foreach (LlamaMessage message in messages)
            {
                Marshal.FreeCoTaskMem(message.Role);
                Marshal.FreeCoTaskMem(message.Content);
            }
        }
    }
}
