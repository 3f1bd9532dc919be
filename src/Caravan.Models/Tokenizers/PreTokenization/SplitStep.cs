// One pass of a pre-tokenizer over the pieces that the pass before left.
namespace Caravan.Models.Tokenizers.PreTokenization;

/// <summary>Cuts a piece of text into smaller ones; the pieces follow each other without gaps.</summary>
internal abstract class SplitStep
{
    /// <summary>Adds to <paramref name="ends"/> where each piece of <paramref name="text"/> ends, counted from <paramref name="offset"/>.</summary>
    public abstract void Split(in ClassifiedText text, int offset, List<int> ends);
}
