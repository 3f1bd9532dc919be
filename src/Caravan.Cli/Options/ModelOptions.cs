// Options that choose the model.
namespace Caravan.Cli.Options;

/// <summary>Which model, in llama.cpp's spellings.</summary>
internal static class ModelOptions
{
    internal static readonly ValueOption<string> Model = new(
        "-m --model",
        "FNAME",
        ValueParsers.Text,
        "",
        "GGUF file of the model; of a split model any of its files"
    )
    {
        Environment = "LLAMA_ARG_MODEL",
    };

    internal static readonly OptionGroup Group = new("model", [Model]);
}
