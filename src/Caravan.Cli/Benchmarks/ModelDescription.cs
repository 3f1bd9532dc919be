// A model in words, as llama.cpp describes it.
using System.Globalization;
using Caravan.Engine;

namespace Caravan.Cli.Benchmarks;

/// <summary>Architecture, size and kind of quantization of a model.</summary>
internal static class ModelDescription
{
    private const string FileTypeKey = "general.file_type";
    private const double Billion = 1e9;
    private const double Million = 1e6;

    private static readonly Dictionary<uint, string> FileTypes = new()
    {
        [0] = "all F32",
        [1] = "F16",
        [2] = "Q4_0",
        [3] = "Q4_1",
        [7] = "Q8_0",
        [8] = "Q5_0",
        [9] = "Q5_1",
        [10] = "Q2_K - Medium",
        [11] = "Q3_K - Small",
        [12] = "Q3_K - Medium",
        [13] = "Q3_K - Large",
        [14] = "Q4_K - Small",
        [15] = "Q4_K - Medium",
        [16] = "Q5_K - Small",
        [17] = "Q5_K - Medium",
        [18] = "Q6_K",
        [19] = "IQ2_XXS - 2.0625 bpw",
        [20] = "IQ2_XS - 2.3125 bpw",
        [21] = "Q2_K - Small",
        [22] = "IQ3_XS - 3.3 bpw",
        [23] = "IQ3_XXS - 3.0625 bpw",
        [24] = "IQ1_S - 1.5625 bpw",
        [25] = "IQ4_NL - 4.5 bpw",
        [26] = "IQ3_S - 3.4375 bpw",
        [27] = "IQ3_S mix - 3.66 bpw",
        [28] = "IQ2_S - 2.5 bpw",
        [29] = "IQ2_M - 2.7 bpw",
        [30] = "IQ4_XS - 4.25 bpw",
        [31] = "IQ1_M - 1.75 bpw",
        [32] = "BF16",
        [36] = "TQ1_0 - 1.69 bpw ternary",
        [37] = "TQ2_0 - 2.06 bpw ternary",
        [38] = "MXFP4 MoE",
        [135] = "Q6_0",
        [138] = "IQ2_K",
        [139] = "IQ3_K",
        [140] = "IQ4_K",
        [141] = "IQ5_K",
        [142] = "IQ6_K",
        [145] = "IQ4_KS",
        [147] = "IQ2_KS",
        [148] = "IQ4_KSS",
        [150] = "IQ5_KS",
        [151] = "IQ2_KT",
        [152] = "IQ3_KT",
        [153] = "IQ4_KT",
        [154] = "IQ3_KS",
        [155] = "IQ2_KL",
        [156] = "IQ1_KT",
        [338] = "IQ2_K_R4",
        [339] = "IQ3_K_R4",
        [340] = "IQ4_K_R4",
        [341] = "IQ5_K_R4",
        [345] = "IQ4_KS_R4",
    };

    /// <summary>
    /// For example <c>llama 1.1B Q4_K - Medium</c>, or <c>llama 260K mostly F32</c> of a file that does not name its type.
    /// </summary>
    internal static string Of(LoadedModel model)
    {
        string size = SizeOf(model.Parameters);
        string type = model.Metadata.TryGetUInt32(FileTypeKey, out uint number)
            ? NameOf(number)
            : $"mostly {model.MainType}";
        return $"{model.Hyperparameters.Architecture} {size} {type}";
    }

    /// <summary>The name of a number of <c>general.file_type</c>.</summary>
    internal static string NameOf(uint fileType) =>
        FileTypes.TryGetValue(fileType, out string? name) ? name : $"type {fileType}";

    /// <summary>A number of weights in short: <c>70B</c>, <c>1.1B</c>, <c>5M</c>.</summary>
    internal static string SizeOf(long parameters) =>
        parameters >= 10 * Billion ? Text(parameters / Billion, "F0") + "B"
        : parameters >= Billion ? Text(parameters / Billion, "0.#") + "B"
        : parameters >= Million ? Text(parameters / Million, "F0") + "M"
        : Text(parameters / 1e3, "F0") + "K";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
