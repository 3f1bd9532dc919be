// Makes states of a grammar and keeps what was found out about them.
using System.Runtime.InteropServices;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>
/// The states that texts of a grammar were in so far. When they take too much memory all are forgotten; a state that is
/// still in use stays valid and is taken over by <see cref="Renewed"/>. Not safe for two threads at once.
/// </summary>
/// <param name="program">The grammar.</param>
internal sealed class GrammarStates(GrammarProgram program)
{
    // In place of a count: the frame of a call, after which its node is begun.
    private const int Called = -1;
    private const int FrameBytes = 120;
    private const int StateBytes = 200;
    private readonly Dictionary<(long Parent, int Node, int Count), StackFrame> frames = [];
    private readonly Dictionary<int, GrammarState> states = [];
    private readonly HashSet<GrammarPath> seen = [];
    private readonly Stack<GrammarPath> open = new();
    private readonly List<GrammarPath> found = [];
    private bool mayEnd;
    private long frameId;
    private int epoch;
    private int stateId;
    private long bytes;

    /// <summary>The state that no text leaves and no text may end in.</summary>
    public GrammarState Dead { get; } = new([], mayEnd: false, program.ClassCount, epoch: -1, id: -1);

    /// <summary>The state of a complete text that nothing can follow.</summary>
    public GrammarState Complete { get; } = new([], mayEnd: true, program.ClassCount, epoch: -1, id: -2);

    /// <summary>Steps that may still be done for the current token.</summary>
    public int Work { get; set; } = GrammarLimits.Work;

    /// <summary>True when kept states and masks take more memory than they should.</summary>
    public bool IsFull => bytes > GrammarLimits.CacheBytes;

    /// <summary>The state of the empty text.</summary>
    public GrammarState Start()
    {
        open.Push(new GrammarPath(program.Start, null));
        return Close();
    }

    /// <summary>The state after a byte.</summary>
    /// <exception cref="GrammarException">The grammar is so ambiguous that this takes too long.</exception>
    public GrammarState After(GrammarState state, byte value)
    {
        if (state.Paths.Length == 0)
        {
            return Dead;
        }

        ref GrammarState? next = ref state.Next[program.ClassOf[value]];
        return next ??= Step(state, value);
    }

    /// <summary>The state after a token that is read by those of the state's Token nodes whose bits are set.</summary>
    public GrammarState AfterToken(GrammarState state, ulong nodes)
    {
        state.AfterTokens ??= [];
        ref GrammarState? next = ref CollectionsMarshal.GetValueRefOrAddDefault(state.AfterTokens, nodes, out _);
        if (next is null)
        {
            int bit = 0;
            foreach (GrammarPath path in state.Paths)
            {
                GrammarNode node = program.Nodes[path.Node];
                if (node.Kind == GrammarNodeKind.Token && (nodes >> bit++ & 1) != 0)
                {
                    open.Push(path with { Node = node.First });
                }
            }

            next = Close();
        }

        return next;
    }

    /// <summary>The state of a text that is in one of two states.</summary>
    public GrammarState Either(GrammarState one, GrammarState other)
    {
        if (one.IsDead || other.IsDead)
        {
            return one.IsDead ? other : one;
        }

        found.Clear();
        found.AddRange(one.Paths.Union(other.Paths));
        mayEnd = one.MayEnd || other.MayEnd;
        return Intern();
    }

    /// <summary>The same state, of this life of the cache.</summary>
    public GrammarState Renewed(GrammarState state)
    {
        if (state.Epoch == epoch || state.Epoch < 0)
        {
            return state;
        }

        found.Clear();
        foreach (GrammarPath path in state.Paths)
        {
            Stack<StackFrame> stack = new();
            for (StackFrame? frame = path.Stack; frame is not null; frame = frame.Parent)
            {
                stack.Push(frame);
            }

            StackFrame? renewed = null;
            foreach (StackFrame frame in stack)
            {
                renewed = Frame(renewed, frame.Node, frame.Count);
            }

            found.Add(path with { Stack = renewed });
        }

        mayEnd = state.MayEnd;
        return Intern();
    }

    /// <summary>A state of given readings, as they were saved.</summary>
    public GrammarState Of(
        IReadOnlyList<(int Node, IReadOnlyList<(int Node, int Count)> Frames)> paths,
        bool isComplete
    )
    {
        found.Clear();
        foreach ((int node, IReadOnlyList<(int Node, int Count)> saved) in paths)
        {
            StackFrame? stack = null;
            foreach ((int next, int count) in saved)
            {
                stack = Frame(stack, next, count);
            }

            found.Add(new GrammarPath(node, stack));
        }

        mayEnd = isComplete;
        return Intern();
    }

    /// <summary>Counts memory that something kept with a state takes.</summary>
    public void Count(long more) => bytes += more;

    /// <summary>Forgets all states.</summary>
    public void Forget()
    {
        frames.Clear();
        states.Clear();
        bytes = 0;
        epoch++;
    }

    private GrammarState Step(GrammarState state, byte value)
    {
        foreach (GrammarPath path in state.Paths)
        {
            GrammarNode node = program.Nodes[path.Node];
            for (int i = node.First; node.Kind == GrammarNodeKind.Bytes && i < node.Second; i++)
            {
                ByteEdge edge = program.Edges[i];
                if (edge.First <= value && value <= edge.Last)
                {
                    open.Push(path with { Node = edge.Target });
                }
            }
        }

        return Close();
    }

    /// <summary>Follows the open paths to the nodes that read something.</summary>
    private GrammarState Close()
    {
        seen.Clear();
        found.Clear();
        mayEnd = false;
        while (open.TryPop(out GrammarPath path))
        {
            if (!seen.Add(path))
            {
                continue;
            }

            if (--Work < 0)
            {
                open.Clear();
                throw new GrammarException(
                    "the grammar is too ambiguous: following one token takes more than " + GrammarLimits.Work + " steps"
                );
            }

            // What is left out is refused: the text still cannot leave the grammar.
            if (seen.Count > 8 * GrammarLimits.Paths || found.Count > GrammarLimits.Paths)
            {
                open.Clear();
                return Dead;
            }

            Follow(path, program.Nodes[path.Node]);
        }

        return Intern();
    }

    private void Follow(GrammarPath path, GrammarNode node)
    {
        switch (node.Kind)
        {
            case GrammarNodeKind.Bytes or GrammarNodeKind.Token:
                found.Add(path);
                break;
            case GrammarNodeKind.Split:
                for (int i = node.First; i < node.Second; i++)
                {
                    open.Push(path with { Node = program.Targets[i] });
                }

                break;
            case GrammarNodeKind.Call:
                // Where nothing follows the call, the rule ends where the calling one does.
                StackFrame? stack = node.Second == NodeList.End ? path.Stack : Frame(path.Stack, node.Second, Called);
                open.Push(new GrammarPath(node.First, stack));
                break;
            case GrammarNodeKind.Repeat:
                Round(path.Node, node, path.Stack, 0);
                break;
            case GrammarNodeKind.End when path.Stack is null:
                mayEnd = true;
                break;
            default:
                StackFrame top = path.Stack!;
                GrammarNode next = program.Nodes[top.Node];
                if (next.Kind == GrammarNodeKind.Repeat && top.Count != Called)
                {
                    Round(top.Node, next, top.Parent, top.Count + 1);
                }
                else
                {
                    open.Push(new GrammarPath(top.Node, top.Parent));
                }

                break;
        }
    }

    /// <summary>Goes on in a counted repetition after some complete rounds.</summary>
    private void Round(int index, GrammarNode node, StackFrame? stack, int count)
    {
        // Without an upper limit rounds beyond the least number are all alike.
        count = node.Most < 0 ? Math.Min(count, node.Least) : count;
        if (node.Most < 0 || count < node.Most)
        {
            open.Push(new GrammarPath(node.First, Frame(stack, index, count)));
        }

        if (count >= node.Least)
        {
            open.Push(new GrammarPath(node.Second, stack));
        }
    }

    private StackFrame Frame(StackFrame? parent, int node, int count)
    {
        ref StackFrame? frame = ref CollectionsMarshal.GetValueRefOrAddDefault(
            frames,
            (parent?.Id ?? -1, node, count),
            out _
        );
        if (frame is null)
        {
            frame = new StackFrame(parent, node, count, frameId++);
            bytes += FrameBytes;
        }

        return frame;
    }

    private GrammarState Intern()
    {
        if (found.Count == 0)
        {
            return mayEnd ? Complete : Dead;
        }

        found.Sort();
        ReadOnlySpan<GrammarPath> paths = CollectionsMarshal.AsSpan(found);
        HashCode hash = default;
        foreach (GrammarPath path in paths)
        {
            hash.Add(path.Node);
            hash.Add(path.Stack?.Id ?? -1);
        }

        ref GrammarState? first = ref CollectionsMarshal.GetValueRefOrAddDefault(states, hash.ToHashCode(), out _);
        for (GrammarState? state = first; state is not null; state = state.Chained)
        {
            if (state.MayEnd == mayEnd && paths.SequenceEqual(state.Paths))
            {
                return state;
            }
        }

        first = new GrammarState(paths.ToArray(), mayEnd, program.ClassCount, epoch, stateId++) { Chained = first };
        bytes += StateBytes + (8 * program.ClassCount) + (16 * paths.Length);
        return first;
    }
}
