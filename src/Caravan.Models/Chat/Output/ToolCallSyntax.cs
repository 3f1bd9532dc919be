// The ways in which models write calls of tools.
namespace Caravan.Models.Chat.Output;

/// <summary>How a call of a tool stands in a model's output.</summary>
public enum ToolCallSyntax
{
    /// <summary>JSON alone: {"tool_calls": [{"name": ..., "arguments": ...}]}, for models that were trained on none.</summary>
    Json,

    /// <summary>Hermes and Qwen: JSON between &lt;tool_call&gt; and &lt;/tool_call&gt;.</summary>
    Hermes,

    /// <summary>Qwen3-Coder: &lt;tool_call&gt; with &lt;function=NAME&gt; and &lt;parameter=NAME&gt;.</summary>
    QwenCoder,

    /// <summary>GLM 4.5 and later: &lt;tool_call&gt; with &lt;arg_key&gt; and &lt;arg_value&gt;.</summary>
    Glm,

    /// <summary>Llama 3: the answer is {"name": ..., "parameters": ...}, perhaps after &lt;|python_tag|&gt;.</summary>
    Llama3,

    /// <summary>Mistral to 2024: [TOOL_CALLS] and a list of {"name": ..., "arguments": ...}.</summary>
    MistralList,

    /// <summary>Mistral since 2025: [TOOL_CALLS]NAME[ARGS]{...} for each call.</summary>
    MistralNamed,

    /// <summary>DeepSeek V3 and R1: the arguments in a fenced block.</summary>
    DeepSeekFenced,

    /// <summary>DeepSeek V3.1: the arguments alone.</summary>
    DeepSeekPlain,

    /// <summary>Kimi K2: functions.NAME:NUMBER and its arguments in a section of their own.</summary>
    Kimi,

    /// <summary>gpt-oss: messages of the channel commentary to functions.NAME.</summary>
    Harmony,
}
