// Makes tokens of prompts in all their forms.
using System.Text;
using System.Text.Json;
using Caravan.Models.Tokenizers;

namespace Caravan.Server.Generating;

/// <summary>Reads llama-server's and OpenAI's <c>prompt</c>.</summary>
internal static class PromptReader
{
    private const string Field = "prompt";

    /// <summary>The tokens of each prompt.</summary>
    /// <exception cref="ApiException">A prompt has no known form or cannot fit.</exception>
    internal static List<int[]> Read(JsonElement? prompt, ServedModel model)
    {
        if (!Bodies.Has(prompt))
        {
            throw ApiException.BadRequest("prompt is missing", Field);
        }

        JsonElement value = prompt!.Value;
        if (value.ValueKind != JsonValueKind.Array || IsOne(value))
        {
            return [One(value, model)];
        }

        int count = value.GetArrayLength();
        if (count is 0 or > ServerLimits.AnswersPerRequest)
        {
            throw ApiException.BadRequest(
                $"prompt: {count} prompts, expected 1 to {ServerLimits.AnswersPerRequest}",
                Field
            );
        }

        List<int[]> prompts = [];
        foreach (JsonElement item in value.EnumerateArray())
        {
            prompts.Add(One(item, model));
        }

        return prompts;
    }

    /// <summary>The tokens of a text.</summary>
    /// <exception cref="ApiException">It cannot fit.</exception>
    internal static int[] Text(string text, ServedModel model, bool addSpecial = true)
    {
        CheckLength(Encoding.UTF8.GetByteCount(text), model);
        return AtLeastOne(model.Tokenizer.Encode(text, addSpecial, parseSpecial: true), model);
    }

    // An array with a number in it is one prompt: tokens, or tokens and texts.
    private static bool IsOne(JsonElement array)
    {
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Number)
            {
                return true;
            }
        }

        return false;
    }

    private static int[] One(JsonElement value, ServedModel model) =>
        value.ValueKind switch
        {
            JsonValueKind.String => Text(value.GetString()!, model),
            JsonValueKind.Array => AtLeastOne(Mixed(value, model), model),
            JsonValueKind.Object when value.TryGetProperty("multimodal_data", out _) => throw ApiException.NotSupported(
                "prompt: images and sound are not served in this version"
            ),
            JsonValueKind.Object when value.TryGetProperty("prompt_string", out JsonElement text) => One(text, model),
            _ => throw ApiException.BadRequest(
                $"prompt: a text, tokens or an array of them is expected, found {Bodies.Kind(value)}",
                Field
            ),
        };

    /// <summary>The tokens of an array of tokens and texts.</summary>
    /// <exception cref="ApiException">It has something else, or cannot fit.</exception>
    internal static int[] Mixed(JsonElement array, ServedModel model, bool addSpecial = true, bool parseSpecial = true)
    {
        List<int> tokens = [];
        bool isFirst = true;
        foreach (JsonElement item in array.EnumerateArray())
        {
            switch (item.ValueKind)
            {
                case JsonValueKind.Number when item.TryGetInt32(out int token):
                    tokens.Add(token);
                    break;
                case JsonValueKind.String:
                    byte[] text = Encoding.UTF8.GetBytes(item.GetString()!);
                    CheckLength(text.Length, model);
                    model.Tokenizer.Encode(text, addSpecial && isFirst, parseSpecial, tokens);
                    break;
                default:
                    throw ApiException.BadRequest(
                        $"prompt: tokens and texts are expected, found {Bodies.Kind(item)}",
                        Field
                    );
            }

            isFirst = false;
        }

        return [.. tokens];
    }

    // Said before the text is tokenized: that would take the time that a huge text is sent for.
    private static void CheckLength(int bytes, ServedModel model)
    {
        if (bytes > model.LongestPromptBytes)
        {
            throw ApiException.PromptTooLong(
                $"the prompt has {bytes} bytes; {model.LongestPromptBytes} are the most that {model.Scheduler.ContextLength} tokens of context hold (-c)",
                null,
                model.Scheduler.ContextLength
            );
        }
    }

    // A model continues something: with no text at all, the token that begins texts.
    private static int[] AtLeastOne(int[] tokens, ServedModel model)
    {
        SpecialTokens special = model.Tokenizer.Vocabulary.Special;
        return tokens.Length > 0 ? tokens
            : (special.Bos ?? special.Eos) is { } begin ? [begin]
            : throw ApiException.BadRequest("the prompt is empty, expected at least one token", Field);
    }
}
