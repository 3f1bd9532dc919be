// What the server runs.
using System.Reflection;
using Caravan.Engine.Batching;
using Caravan.Models.Tokenizers;
using Caravan.Server.Contracts;
using Caravan.Server.Generating;
using Caravan.Server.Hosting;

namespace Caravan.Server.Endpoints;

/// <summary><c>/props</c>.</summary>
internal sealed class PropsEndpoint(ServerState state)
{
    /// <summary>The program and its version, as answers carry it.</summary>
    internal static string Build { get; } =
        $"caravan-{typeof(PropsEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    /// <summary>Answers.</summary>
    internal Task Get(HttpContext context)
    {
        ServedModel model = state.Model;
        GenerationRequest usual = new()
        {
            Prompt = ReadOnlyMemory<int>.Empty,
            Sampling = model.Options.Sampling,
            MaximumTokens = model.Options.MaximumTokens,
        };
        SpecialTokens special = model.Tokenizer.Vocabulary.Special;
        PropsAnswer answer = new(
            new DefaultSettings(
                AnswerNumbers.Settings(usual, usual.Sampling.Seed, isStream: false),
                model.Scheduler.ContextLength
            ),
            model.Scheduler.Status.Slots.Length,
            model.Name,
            model.Options.Path,
            model.Options.Templates.Plain.Source,
            Text(special.Bos),
            Text(special.Eos),
            new Modalities(Vision: false, Audio: false),
            Build,
            IsSleeping: false
        );
        return context.Response.WriteAnswer(answer, ServerJson.Bodies.PropsAnswer);

        string Text(int? token) => token is { } id ? model.Tokenizer.Vocabulary.Text(id) : "";
    }
}
