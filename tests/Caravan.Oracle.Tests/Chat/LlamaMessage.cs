// A message as llama.cpp takes it.
using System.Runtime.InteropServices;

namespace Caravan.Oracle.Tests.Chat;

/// <summary>llama_chat_message: two texts in UTF-8 that end with a zero.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct LlamaMessage(nint Role, nint Content);
