// What the program says and returns when something goes wrong.
using Caravan.Cli.Benchmarks.Ggml;
using Caravan.Cli.Options;
using Caravan.Cli.Running;
using Caravan.Cli.Terminal;
using Caravan.Engine;
using Caravan.Engine.Sampling;
using Caravan.Engine.Sampling.Grammar;
using Caravan.Gguf;
using Caravan.Graph;
using Caravan.Models;
using Caravan.Models.Chat;
using Caravan.Models.Tokenizers;

namespace Caravan.Cli;

/// <summary>Turns exceptions into a line on standard error and an exit code.</summary>
internal static class Failures
{
    /// <summary>Spellings of the option that asks for stack traces.</summary>
    internal static IReadOnlyList<string> VerboseNames => OutputOptions.Verbose.Names;

    /// <summary>Reports <paramref name="problem"/> and returns the exit code.</summary>
    internal static int Report(Exception problem, bool isVerbose)
    {
        switch (problem)
        {
            case OutputClosedException:
                return ExitCode.OutputClosed;
            case OperationCanceledException:
                return ExitCode.Interrupted;
        }

        Log.Failure(Describe(problem));
        if (isVerbose)
        {
            Log.Always(problem.ToString());
        }

        return problem is UsageException or PlacementException ? ExitCode.Usage : ExitCode.Failure;
    }

    // Exceptions that are made for users say all there is to say; of others the name of the type helps whoever looks for the bug.
    private static string Describe(Exception problem) =>
        problem switch
        {
            UsageException
            or PlacementException
            or PromptTooLongException
            or GgufException
            or ModelException
            or ModelMakingException
            or VocabularyException
            or DeviceException
            or ContextFullException
            or TokenRangeException
            or InvalidLogitsException
            or GrammarException
            or ChatTemplateException
            or GgmlException
            or IOException
            or UnauthorizedAccessException => problem.Message,
            OutOfMemoryException => $"out of memory: {problem.Message}",
            _ => $"unexpected {problem.GetType().Name}: {problem.Message} (--verbose shows where)",
        };
}
