// Which tokens a grammar may name.
using System.Text;

namespace Caravan.Engine.Sampling.Grammar;

/// <summary>Finds tokens by their texts for grammars that name them.</summary>
internal sealed class TokenNames
{
    private readonly Dictionary<string, int>? ids;
    private readonly int count;

    private TokenNames(Dictionary<string, int>? ids, IReadOnlyList<(string, int)> controls, int count)
    {
        this.ids = ids;
        this.count = count;
        Controls = controls;
    }

    /// <summary>Knows no vocabulary: takes every token for one that exists.</summary>
    public static TokenNames None { get; } = new(null, [], 0);

    /// <summary>The tokens that are structure, not text, with the texts that stand for them in a grammar's literals.</summary>
    public IReadOnlyList<(string Text, int Id)> Controls { get; }

    /// <summary>The tokens of a vocabulary.</summary>
    public static TokenNames Of(ISamplingVocabulary vocabulary)
    {
        Dictionary<string, int> ids = [];
        List<(string, int)> controls = [];
        for (int token = 0; token < vocabulary.Count; token++)
        {
            string text = Encoding.UTF8.GetString(vocabulary.GetText(token));
            ids.TryAdd(text, token);
            if (text.Length > 0 && vocabulary.IsControl(token) && !vocabulary.IsEndOfGeneration(token))
            {
                controls.Add((text, token));
            }
        }

        return new TokenNames(ids, controls, vocabulary.Count);
    }

    /// <summary>The id of the token that a grammar names.</summary>
    /// <exception cref="GrammarException">There is no such token.</exception>
    public int Find(TokenExpression expression)
    {
        if (ids is null)
        {
            return Math.Max(expression.Id, 0);
        }

        if (expression.Text is null)
        {
            return expression.Id < count
                ? expression.Id
                : throw new GrammarException(
                    $"the grammar names token {expression.Id}; the vocabulary has tokens 0 to {count - 1}"
                );
        }

        return ids.TryGetValue(expression.Text, out int id)
            ? id
            : throw new GrammarException(
                $"the grammar names the token '{expression.Text}', which the vocabulary does not have"
            );
    }
}
