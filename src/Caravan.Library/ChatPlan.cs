// A request made ready for the model, and how to read what the model answers.
using Caravan.Engine.Batching;
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;
using Caravan.Models.Chat;
using Caravan.Models.Chat.Output;
using Caravan.Models.Tokenizers;
using Microsoft.Extensions.AI;
using ModelMessage = Caravan.Models.Chat.ChatMessage;

namespace Caravan;

/// <summary>What a conversation and its options come to.</summary>
/// <param name="Request">What the engine generates.</param>
/// <param name="Format">How the model writes reasoning and calls.</param>
/// <param name="Output">How to read it.</param>
internal sealed record ChatPlan(GenerationRequest Request, ChatOutputFormat Format, ChatOutputOptions Output)
{
    /// <summary>Plans the answer of a conversation.</summary>
    internal static ChatPlan Make(
        IReadOnlyList<ModelMessage> conversation,
        ChatOptions? options,
        CaravanOptions settings,
        ChatTemplateSet templates,
        Tokenizer tokenizer,
        SamplingParameters sampling
    )
    {
        List<ChatTool> tools = ToolReader.Read(options);
        ChatTemplate template = templates.For(tools.Count > 0);
        string prompt = template.Render(
            new ChatTemplateInput
            {
                Messages = conversation,
                Tools = ToolReader.ForTemplate(tools),
                EnableThinking = options?.Reasoning?.Effort is { } effort ? effort != ReasoningEffort.None : null,
            }
        );
        ChatOutputFormat format = ChatOutputFormat.Of(template);
        ChatOutputOptions output = new()
        {
            Reasoning = settings.Reasoning,
            Tools = tools,
            BeginsInReasoning = format.EndsInReasoning(prompt),
        };
        GenerationRequest request = new()
        {
            Prompt = tokenizer.Encode(prompt, addSpecial: true, parseSpecial: true),
            MaximumTokens = options?.MaxOutputTokens,
            Sampling = sampling with { Grammar = GrammarOf(options, format, output) ?? sampling.Grammar },
            StopStrings = [.. options?.StopSequences ?? [], .. template.StopStrings],
            RenderSpecial = format.NeedsControlTokens,
        };
        return new ChatPlan(request, format, output);
    }

    // A demanded form of the answer wins over calls that are merely allowed: one grammar cannot be both.
    private static GrammarConstraint? GrammarOf(ChatOptions? options, ChatOutputFormat format, ChatOutputOptions output)
    {
        if (options is null)
        {
            return null;
        }

        bool isCallDemanded = output.Tools.Count > 0 && options.ToolMode is RequiredChatToolMode;
        if (options.ResponseFormat is ChatResponseFormatJson json && !isCallDemanded)
        {
            return new GrammarConstraint(
                json.Schema is { } schema
                    ? GrammarDefinition.FromJsonSchema(schema.GetRawText())
                    : GrammarDefinition.AnyJsonObject
            );
        }

        return output.Tools.Count > 0
            ? ToolReader.Grammar(format, output.Tools, options, output.BeginsInReasoning)
            : null;
    }
}
