// The models of the server.
using Caravan.Models;
using Caravan.Models.Tokenizers;
using Caravan.Server.Contracts;
using Caravan.Server.Hosting;

namespace Caravan.Server.Endpoints;

/// <summary><c>/v1/models</c>.</summary>
internal sealed class ModelsEndpoint(ServerState state)
{
    /// <summary>Answers: the model under each of its names.</summary>
    internal Task Get(HttpContext context)
    {
        ServedModel model = state.Model;
        ModelHyperparameters numbers = model.Model.Hyperparameters;
        ModelMeta meta = new(
            model.Tokenizer.Vocabulary.Model == TokenizerModel.Spm ? "spm" : "bpe",
            numbers.VocabularySize,
            model.Scheduler.ContextLength,
            numbers.ContextLength,
            numbers.Width,
            model.Model.Parameters,
            model.Model.WeightBytes
        );
        List<ModelEntry> entries =
        [
            .. model.Options.Names.Select(name => new ModelEntry(
                name,
                "model",
                model.Created.ToUnixTimeSeconds(),
                "caravan",
                meta
            )),
        ];
        return context.Response.WriteAnswer(new ModelList("list", entries), ServerJson.Bodies.ModelList);
    }
}
