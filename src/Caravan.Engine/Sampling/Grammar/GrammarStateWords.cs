// Writes and reads the place of a sequence in its grammar.
using System.Buffers;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>The saved form of a place: what waits for a trigger, then the readings with their stacks.</summary>
internal static class GrammarStateWords
{
    private const uint Waiting = 1;
    private const uint Ending = 2;
    private const uint Cut = 4;

    /// <summary>Writes a place.</summary>
    public static void Write(IBufferWriter<uint> words, GrammarState state, bool isWaiting, GrammarTrigger? trigger)
    {
        uint cut = trigger is { IsCut: true } ? Cut : 0;
        List<uint> all = [(isWaiting ? Waiting : 0) | (state.MayEnd ? Ending : 0) | cut];
        ReadOnlySpan<byte> tail = trigger is null ? [] : trigger.Tail;
        all.Add((uint)tail.Length);
        foreach (byte value in tail)
        {
            all.Add(value);
        }

        all.Add((uint)state.Paths.Length);
        foreach (GrammarPath path in state.Paths)
        {
            List<StackFrame> frames = [];
            for (StackFrame? frame = path.Stack; frame is not null; frame = frame.Parent)
            {
                frames.Add(frame);
            }

            all.Add((uint)path.Node);
            all.Add((uint)frames.Count);
            foreach (StackFrame frame in Enumerable.Reverse(frames))
            {
                all.Add((uint)frame.Node);
                all.Add((uint)frame.Count);
            }
        }

        words.Write(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all));
    }

    /// <summary>Reads a place and removes it from the front.</summary>
    public static GrammarState Read(
        ref ReadOnlySpan<uint> words,
        GrammarAutomaton automaton,
        GrammarTrigger? trigger,
        out bool isWaiting
    )
    {
        uint flags = Next(ref words);
        isWaiting = (flags & Waiting) != 0;
        byte[] tail = new byte[Next(ref words)];
        for (int i = 0; i < tail.Length; i++)
        {
            tail[i] = (byte)Next(ref words);
        }

        trigger?.SetTail(tail, (flags & Cut) != 0);
        List<(int Node, IReadOnlyList<(int Node, int Count)> Frames)> paths = [];
        for (uint left = Next(ref words); left > 0; left--)
        {
            int node = (int)Next(ref words);
            List<(int Node, int Count)> frames = [];
            for (uint more = Next(ref words); more > 0; more--)
            {
                int next = (int)Next(ref words);
                frames.Add((next, (int)Next(ref words)));
            }

            paths.Add((node, frames));
        }

        return automaton.Of(paths, (flags & Ending) != 0);
    }

    private static uint Next(ref ReadOnlySpan<uint> words)
    {
        uint word = words[0];
        words = words[1..];
        return word;
    }
}
