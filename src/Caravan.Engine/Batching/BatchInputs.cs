// Fills the inputs of a step of several sequences.
using Caravan.Graph;
using Caravan.Models;

namespace Caravan.Engine.Batching;

/// <summary>Each token sees the rows of its own sequence up to itself. Filling and writing allocates nothing.</summary>
internal sealed class BatchInputs(ModelGraph graph, in SymbolValues maximum, int pageLength)
{
    private readonly StepInputs inputs = new(
        graph,
        (int)maximum.Tokens,
        (int)maximum.CacheLength,
        (int)maximum.Outputs
    );

    /// <summary>Writes all inputs of a step and returns its symbols.</summary>
    internal SymbolValues Write(IProgram program, ReadOnlySpan<BatchRun> runs)
    {
        int count = 0;
        int outputs = 0;
        int lastRow = 0;
        foreach (BatchRun run in runs)
        {
            CachedSequence sequence = run.Slot.Sequence;
            for (int i = 0; i < run.Count; i++, count++)
            {
                int position = sequence.Evaluated + i;
                inputs.Tokens[count] = sequence[position];
                inputs.Positions[count] = position;
                inputs.CacheRows[count] = sequence.RowOf(position);
            }

            // Pages ascend, so a sequence's last row is its highest.
            lastRow = Math.Max(lastRow, (int)inputs.CacheRows[count - 1]);
            if (run.HasOutput)
            {
                inputs.OutputRows[outputs++] = count - 1;
            }
        }

        // A graph without any output cannot be run: one nobody reads costs less than a second program.
        if (outputs == 0)
        {
            inputs.OutputRows[outputs++] = count - 1;
        }

        SymbolValues symbols = new(count, SessionSizes.Padded(lastRow + 1), outputs);
        FillMask(runs, (int)symbols.CacheLength);
        inputs.Write(program, symbols);
        return symbols;
    }

    private void FillMask(ReadOnlySpan<BatchRun> runs, int cacheLength)
    {
        int row = 0;
        foreach (BatchRun run in runs)
        {
            CachedSequence sequence = run.Slot.Sequence;
            for (int i = 0; i < run.Count; i++, row += cacheLength)
            {
                inputs.Hide(row, cacheLength);
                int visible = sequence.Evaluated + i + 1;
                for (int position = 0; position < visible; position += pageLength)
                {
                    inputs.Show(row + sequence.RowOf(position), Math.Min(pageLength, visible - position));
                }
            }
        }
    }
}
