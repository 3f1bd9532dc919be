// The first request of a client, by which it is known what it speaks.
using System.Globalization;

namespace Caravan.Rpc;

/// <summary>Reads HELLO, answers with the version, and refuses what is not spoken.</summary>
internal static class Greeting
{
    private const int UpstreamAnswerBytes = 4 + Dialect.CapabilityBytes;

    // Before 1.0 there was no HELLO; these were the commands.
    private const int CommandsBeforeHello = 13;

    /// <summary>Greets a client.</summary>
    /// <returns>What it speaks, or null when it left without a word.</returns>
    /// <exception cref="BadFrameException">It speaks none of the dialects.</exception>
    internal static Dialect? Greet(FrameReader reader, AnswerWriter answers, WorkerOptions options)
    {
        if (!reader.TryReadHeader(out byte command, out ulong length))
        {
            return null;
        }

        if (command != (byte)RpcCommand.Hello)
        {
            throw new BadFrameException(
                command < CommandsBeforeHello
                    ? $"the client speaks ggml's RPC from before version 1 (it began with command {command}); {Spoken(options)}"
                    : $"the first bytes (0x{command:x2}, length {length}) are no HELLO of ggml's RPC; {Spoken(options)}"
            );
        }

        (DialectFamily family, RpcVersion version) = length switch
        {
            0 => (DialectFamily.Ik, options.IkVersion),
            Dialect.CapabilityBytes => (DialectFamily.Upstream, options.UpstreamVersion),
            _ => throw new BadFrameException($"a HELLO of {length} bytes is not known; {Spoken(options)}"),
        };
        reader.Read((int)length);
        Dialect dialect =
            Dialect.Find(family, version.Major)
            ?? throw new BadFrameException($"version {version} is not spoken; {Spoken(options)}");
        Span<byte> answer = stackalloc byte[UpstreamAnswerBytes];
        answer.Clear();
        answer[0] = version.Major;
        answer[1] = version.Minor;
        answer[2] = version.Patch;
        answers.Send(family == DialectFamily.Ik ? answer[..3] : answer);
        reader.IsGreeted = true;
        return dialect;
    }

    private static string Spoken(WorkerOptions options) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"served are {options.IkVersion} of ik_llama.cpp and {options.UpstreamVersion} of llama.cpp: update the client"
        );
}
