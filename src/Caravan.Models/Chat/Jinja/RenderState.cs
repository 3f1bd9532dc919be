// All that changes during one rendering.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Caravan.Models.Chat.Jinja.Values;

namespace Caravan.Models.Chat.Jinja;

/// <summary>Scope, output and what is left of the limits.</summary>
internal sealed class RenderState(TemplateText source, JinjaLimits limits, Scope globals, DateTimeOffset now)
{
    private const int StepsBetweenClockReads = 1024;
    private readonly long deadline =
        Stopwatch.GetTimestamp() + (long)(limits.MaximumTime.TotalSeconds * Stopwatch.Frequency);
    private long steps;
    private long nextClockRead = StepsBetweenClockReads;
    private long madeBytes;
    private int calls;

    /// <summary>The limits.</summary>
    public JinjaLimits Limits => limits;

    /// <summary>What strftime_now shows.</summary>
    public DateTimeOffset Now => now;

    /// <summary>The innermost scope.</summary>
    public Scope Scope { get; set; } = globals;

    /// <summary>Where text goes.</summary>
    public StringBuilder Output { get; set; } = new();

    /// <summary>Offset in the template of what is evaluated, for messages.</summary>
    public int Position { get; set; }

    /// <summary>Accounts for work.</summary>
    public void Work(long units)
    {
        steps += units;
        if (steps < nextClockRead)
        {
            return;
        }

        nextClockRead = steps + StepsBetweenClockReads;
        if (steps > limits.MaximumSteps)
        {
            throw Limit(
                nameof(JinjaLimits.MaximumSteps),
                $"the template did {steps} steps; {limits.MaximumSteps} are allowed"
            );
        }

        CheckTime();
    }

    /// <summary>Refuses to go on when time is up.</summary>
    public void CheckTime()
    {
        if (Stopwatch.GetTimestamp() > deadline)
        {
            throw Limit(
                nameof(JinjaLimits.MaximumTime),
                $"the template ran for more than {limits.MaximumTime.TotalMilliseconds:0} ms"
            );
        }
    }

    /// <summary>Accounts for reading a text of <paramref name="length"/> characters.</summary>
    public void Read(long length) => Work(1 + (length >> 8));

    /// <summary>Accounts for making a text of <paramref name="length"/> characters, before it is made.</summary>
    public void MakeText(long length)
    {
        MakeBytes(checked(length * 2) + 32);
        Read(length);
    }

    /// <summary>Accounts for making a list or mapping of <paramref name="count"/> items, before it is made.</summary>
    public void MakeItems(long count)
    {
        MakeBytes(checked(count * 32) + 64);
        Work(1 + count);
    }

    /// <summary>A new string, accounted for.</summary>
    public JinjaString Text(string text)
    {
        MakeText(text.Length);
        return new JinjaString(text);
    }

    /// <summary>Appends to the output.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        if (Output.Length + (long)text.Length > limits.MaximumOutputLength)
        {
            throw Limit(
                nameof(JinjaLimits.MaximumOutputLength),
                $"the template writes more than {limits.MaximumOutputLength} characters"
            );
        }

        MakeBytes(text.Length * 2L);
        Read(text.Length);
        Output.Append(text);
    }

    /// <summary>Runs a block and gives back what it wrote.</summary>
    public JinjaString Capture(Statements.Block block)
    {
        StringBuilder outer = Output;
        Output = new StringBuilder();
        try
        {
            block.Execute(this);
            MakeText(Output.Length);
            return new JinjaString(Output.ToString());
        }
        finally
        {
            Output = outer;
        }
    }

    /// <summary>Enters a macro; the caller leaves it with <see cref="LeaveCall"/>.</summary>
    public void EnterCall()
    {
        if (++calls > limits.MaximumCallDepth)
        {
            throw Limit(
                nameof(JinjaLimits.MaximumCallDepth),
                $"macros call each other more than {limits.MaximumCallDepth} levels deep"
            );
        }

        EnsureStack();
    }

    /// <summary>Leaves a macro.</summary>
    public void LeaveCall() => calls--;

    /// <summary>Refuses to go deeper when the thread's stack is nearly used up.</summary>
    public void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Limit(nameof(JinjaLimits.MaximumCallDepth), "the thread's stack is used up");
        }
    }

    /// <summary>An evaluation error at the current place.</summary>
    public JinjaEvaluationException Error(string message)
    {
        (int line, int column) = source.Place(Position);
        return new JinjaEvaluationException(message, line, column);
    }

    /// <summary>An error of the template's own at the current place.</summary>
    public JinjaRaisedException Raised(string reason)
    {
        (int line, int column) = source.Place(Position);
        return new JinjaRaisedException(reason, line, column);
    }

    /// <summary>A breach of a limit at the current place.</summary>
    public JinjaLimitException Limit(string name, string message)
    {
        (int line, int column) = source.Place(Position);
        return new JinjaLimitException(name, message, line, column);
    }

    private void MakeBytes(long bytes)
    {
        madeBytes += bytes;
        if (madeBytes > limits.MaximumMadeBytes)
        {
            throw Limit(
                nameof(JinjaLimits.MaximumMadeBytes),
                $"the template makes more than {limits.MaximumMadeBytes} bytes of strings and lists"
            );
        }
    }
}
