// Fills the inputs of one micro-batch of a sequence that has the cache to itself.
using Caravan.Graph;

namespace Caravan.Engine;

/// <summary>Tokens follow one another in the cache, and each sees those before it and itself. Allocates nothing.</summary>
internal static class SequenceInputs
{
    /// <summary>Fills and writes the inputs of a step.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="program">The program.</param>
    /// <param name="tokens">Tokens of the micro-batch.</param>
    /// <param name="position">Position of the first.</param>
    /// <param name="outputs">Logits are wanted of the last so many tokens.</param>
    /// <returns>The symbols of the step.</returns>
    internal static SymbolValues Write(
        StepInputs inputs,
        IProgram program,
        ReadOnlySpan<int> tokens,
        int position,
        int outputs
    )
    {
        int cacheLength = SessionSizes.Padded(position + tokens.Length);
        tokens.CopyTo(inputs.Tokens);
        for (int i = 0; i < tokens.Length; i++)
        {
            inputs.Positions[i] = position + i;
            inputs.CacheRows[i] = position + i;
            int row = i * cacheLength;
            int visible = position + i + 1;
            inputs.Show(row, visible);
            inputs.Hide(row + visible, cacheLength - visible);
        }

        for (int i = 0; i < outputs; i++)
        {
            inputs.OutputRows[i] = tokens.Length - outputs + i;
        }

        SymbolValues symbols = new(tokens.Length, cacheLength, outputs);
        inputs.Write(program, symbols);
        return symbols;
    }
}
