// Ties a process to the one that started it: when that one is gone, however it ended, standard input ends.
using System.Diagnostics;

namespace Caravan.Cli.Terminal;

/// <summary>
/// Standard input as a leash. Only a process whose owner marked it is bound: elsewhere an input that ends, such as that of a
/// service, means nothing.
/// </summary>
internal static class OwnerInput
{
    private const string Mark = "CARAVAN_ENDS_WITH_INPUT";

    /// <summary>True when this process was started to end with its standard input.</summary>
    internal static bool IsBound => Environment.GetEnvironmentVariable(Mark) is not null;

    /// <summary>Makes the process to start end with its standard input, whose other end its owner holds.</summary>
    internal static void Bind(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.Environment[Mark] = "1";
    }

    /// <summary>Calls <paramref name="ended"/>, on another thread, when standard input ends.</summary>
    internal static void Watch(Action ended) =>
        new Thread(() =>
        {
            using Stream input = Console.OpenStandardInput();
            Span<byte> ignored = stackalloc byte[16];
            try
            {
                while (input.Read(ignored) > 0) { }
            }
            catch (IOException)
            {
                // A broken pipe is an end too.
            }

            ended();
        })
        {
            IsBackground = true,
            Name = "owner",
        }.Start();
}
