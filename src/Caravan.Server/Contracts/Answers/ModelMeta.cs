// What a model is, in llama-server's fields.
namespace Caravan.Server.Contracts;

/// <summary>Numbers of a model.</summary>
internal sealed record ModelMeta(
    string VocabType,
    int NVocab,
    int NCtx,
    int NCtxTrain,
    int NEmbd,
    long NParams,
    long Size
);
