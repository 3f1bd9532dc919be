// Finds the text that a command line names.
using System.Text;
using Caravan.Cli.Options;

namespace Caravan.Cli.Running;

/// <summary>Reads the text of <c>-p</c>, <c>-f</c> or <c>-bf</c>; the last of them counts, as in llama.cpp.</summary>
internal static class PromptSource
{
    // What a tokenizer takes at the most; a longer file is refused before it is read.
    private const long MostBytes = Models.Tokenizers.Tokenizer.MaximumTextBytes;

    /// <summary>The text in UTF-8 (of a file: its bytes); null when none is named.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="escapeByDefault">Whether escapes are read where the command line does not say.</param>
    /// <exception cref="IOException">A file cannot be read or is too long.</exception>
    internal static byte[]? Read(OptionValues values, bool escapeByDefault)
    {
        OptionDefinition? source = values.LastOf(PromptOptions.Prompt, PromptOptions.File, PromptOptions.BinaryFile);
        byte[] text;
        if (source == PromptOptions.Prompt)
        {
            text = Encoding.UTF8.GetBytes(values.Get(PromptOptions.Prompt));
        }
        else if (source == PromptOptions.File)
        {
            text = ReadFile(values.Get(PromptOptions.File));
            text = text is [.., (byte)'\n'] ? text[..^1] : text;
        }
        else if (source == PromptOptions.BinaryFile)
        {
            text = ReadFile(values.Get(PromptOptions.BinaryFile));
        }
        else
        {
            return null;
        }

        return values.Get(PromptOptions.Escape, escapeByDefault) ? EscapeSequences.Process(text) : text;
    }

    /// <summary>All bytes of a stream that has no known length.</summary>
    /// <exception cref="IOException">It is longer than a text may be.</exception>
    internal static byte[] ReadAll(Stream stream, string name)
    {
        using MemoryStream copy = new();
        byte[] piece = new byte[1 << 16];
        for (int count; (count = stream.Read(piece)) > 0; )
        {
            copy.Write(piece.AsSpan(0, count));
            if (copy.Length > MostBytes)
            {
                throw new IOException($"{name} is longer than {MostBytes} bytes, the most that can be tokenized");
            }
        }

        return copy.ToArray();
    }

    /// <summary>All bytes of a file that holds a text.</summary>
    /// <exception cref="IOException">It cannot be read or is too long.</exception>
    internal static byte[] ReadFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a directory, expected a text file");
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return ReadAll(file, path);
        }
        catch (ArgumentException)
        {
            throw new IOException($"'{path}' is no file name");
        }
    }
}
