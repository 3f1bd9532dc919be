// Generates from one prompt after another over one session, and computes only what is new in a prompt.
using System.Runtime.InteropServices;
using Caravan.Engine.Sampling;

namespace Caravan.Engine;

/// <summary>
/// The conversation's way to use a session: each prompt is a whole text, most of which is the one before. Not safe for two
/// threads at once.
/// </summary>
public sealed class PrefixGenerator
{
    private readonly InferenceSession session;
    private readonly SamplerChain sampler;
    private readonly List<int> tokens = [];
    private TextGenerator generator;

    /// <summary>A generator over a session that is empty; the caller keeps both.</summary>
    public PrefixGenerator(InferenceSession session, SamplerChain sampler, SessionTimings timings)
    {
        ArgumentNullException.ThrowIfNull(session);
        (this.session, this.sampler, Timings) = (session, sampler, timings);
        generator = new TextGenerator(session, sampler, timings);
    }

    /// <summary>Times and counts of everything so far.</summary>
    public SessionTimings Timings { get; }

    /// <summary>Tokens of the last prompt that were there already.</summary>
    public int ReusedTokens { get; private set; }

    /// <summary>Tokens of the last prompt that were computed.</summary>
    public int ComputedTokens { get; private set; }

    /// <summary>The sequence: the last prompt and what was generated behind it.</summary>
    public IReadOnlyList<int> Tokens => tokens;

    /// <summary>Tokens that still fit into the context.</summary>
    public int Room => generator.Room;

    /// <summary>Puts a prompt in the place of the sequence, keeping what both have in common at the beginning.</summary>
    /// <param name="prompt">At least one token.</param>
    /// <param name="cancellation">Stops between two micro-batches; the next prompt finds what was computed.</param>
    /// <exception cref="ContextFullException">The prompt does not fit; the sequence stays.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Prompt(ReadOnlySpan<int> prompt, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(prompt.Length, nameof(prompt));
        if (prompt.Length > session.ContextLength)
        {
            throw new ContextFullException(prompt.Length, 0, session.ContextLength);
        }

        // The last token is computed in any case, for its logits.
        int common = CollectionsMarshal.AsSpan(tokens)[..session.Position].CommonPrefixLength(prompt[..^1]);
        session.Truncate(common);
        tokens.Clear();
        tokens.AddRange(prompt);
        (ReusedTokens, ComputedTokens) = (common, prompt.Length - common);
        sampler.Reset();
        foreach (int token in prompt[..common])
        {
            sampler.AcceptPrompt(token);
        }

        generator = new TextGenerator(session, sampler, Timings);
        generator.Prompt(prompt[common..], cancellation);
    }

    /// <summary>Chooses the next token.</summary>
    /// <exception cref="ContextFullException">The context is full.</exception>
    public int Next()
    {
        int token = generator.Next();
        tokens.Add(token);
        return token;
    }

    /// <summary>Goes on with given tokens, as if they had been chosen.</summary>
    /// <exception cref="ContextFullException">They do not fit; nothing was added.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Append(ReadOnlySpan<int> more, CancellationToken cancellation = default)
    {
        if (more.Length > Room)
        {
            throw new ContextFullException(more.Length, tokens.Count, session.ContextLength);
        }

        tokens.AddRange(more);
        generator.Prompt(more, cancellation);
    }
}
