// Makes nodes of a grammar's expressions.
using System.Text;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Builds backwards: every expression is given the node at which its texts go on.</summary>
/// <param name="nodes">Receives the nodes.</param>
/// <param name="names">The tokens that the grammar may name.</param>
internal sealed class ExpressionCompiler(NodeList nodes, TokenNames names)
{
    /// <summary>Repetitions that make no more parts than this are written out, the others counted.</summary>
    private const int WrittenOut = 24;

    /// <summary>The node at which an expression begins. Call nodes hold rules in place of their first nodes.</summary>
    public int Compile(GrammarExpression expression, int next)
    {
        switch (expression)
        {
            case LiteralExpression literal:
                return CompileLiteral(literal, next);
            case CharacterExpression character:
                return Utf8Edges.Add(nodes, character.Set, next);
            case SequenceExpression sequence:
                for (int i = sequence.Parts.Length - 1; i >= 0; i--)
                {
                    next = Compile(sequence.Parts[i], next);
                }

                return next;
            case ChoiceExpression choice:
                int[] targets = [.. choice.Alternatives.Select(alternative => Compile(alternative, next)).Distinct()];
                return targets.Length == 1 ? targets[0] : nodes.AddSplit(targets);
            case RepeatExpression repeat:
                return CompileRepeat(repeat, next);
            case RuleExpression rule:
                return nodes.Add(GrammarNodeKind.Call, rule.Rule, next);
            case TokenExpression token:
                return nodes.Add(GrammarNodeKind.Token, next, names.Find(token), token.IsNegated ? 1 : 0);
            default:
                throw new InvalidOperationException($"a {expression.GetType().Name} is no known expression");
        }
    }

    private int CompileLiteral(LiteralExpression literal, int next)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(literal.Text);
        int[] after = new int[bytes.Length + 1];
        after[bytes.Length] = next;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            after[i] = nodes.AddByte(bytes[i], bytes[i], after[i + 1]);
            foreach ((string text, int id) in literal.SpellsTokens ? names.Controls : [])
            {
                if (text[0] == bytes[i] && bytes.AsSpan(i).StartsWith(Encoding.UTF8.GetBytes(text)))
                {
                    int end = i + Encoding.UTF8.GetByteCount(text);
                    after[i] = nodes.AddSplit(after[i], nodes.Add(GrammarNodeKind.Token, after[end], id));
                }
            }
        }

        return after[0];
    }

    private int CompileRepeat(RepeatExpression repeat, int next)
    {
        if (repeat.Most == 0)
        {
            return next;
        }

        if (repeat.Most is null && repeat.Least <= 1)
        {
            int loop = nodes.Add(GrammarNodeKind.Split, 0, 0);
            int body = Compile(repeat.Body, loop);
            nodes.SetTargets(loop, body, next);
            return repeat.Least == 0 ? loop : body;
        }

        int times = repeat.Most ?? repeat.Least;
        if (repeat.Most is not null && (times == 1 || (long)times * Size(repeat.Body) <= WrittenOut))
        {
            int entry = next;
            for (int i = times; i > 0; i--)
            {
                entry = Compile(repeat.Body, entry);
                entry = i > repeat.Least ? nodes.AddSplit(entry, next) : entry;
            }

            return entry;
        }

        int counted = Compile(repeat.Body, NodeList.End);
        return nodes.Add(GrammarNodeKind.Repeat, counted, next, repeat.Least, repeat.Most ?? -1);
    }

    private static long Size(GrammarExpression expression) =>
        expression switch
        {
            LiteralExpression literal => literal.Text.Length,
            SequenceExpression sequence => sequence.Parts.Sum(Size),
            ChoiceExpression choice => 1 + choice.Alternatives.Sum(Size),
            RepeatExpression repeat => Math.Min(
                1L << 40,
                (1 + Size(repeat.Body)) * (repeat.Most ?? (repeat.Least + 1))
            ),
            _ => 1,
        };
}
