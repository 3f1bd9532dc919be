// The programs of one device of a connection.
namespace Caravan.Rpc;

/// <summary>Programs in the order of their last use, within the limits of <see cref="GraphLimits"/>.</summary>
internal sealed class ProgramCache : IDisposable
{
    private readonly List<KeptProgram> programs = [];
    private long keptBytes;

    /// <summary>Number of programs.</summary>
    internal int Count => programs.Count;

    /// <summary>The program whose last message had the same ids and structure, with the places of this one; or null.</summary>
    internal KeptProgram? Update(in GraphMessage message)
    {
        for (int i = 0; i < programs.Count; i++)
        {
            if (programs[i].TryUpdate(message))
            {
                return MoveToFront(i);
            }
        }

        return null;
    }

    /// <summary>The program of a structure, or null.</summary>
    internal KeptProgram? Find(StructureKey key)
    {
        for (int i = 0; i < programs.Count; i++)
        {
            if (programs[i].Matches(key))
            {
                return MoveToFront(i);
            }
        }

        return null;
    }

    /// <summary>Adds a program and drops those that were used longest ago beyond the limits.</summary>
    internal void Add(KeptProgram program)
    {
        programs.Insert(0, program);
        keptBytes += program.KeptBytes;
        while (programs.Count > 1 && (programs.Count > GraphLimits.Programs || keptBytes > GraphLimits.KeptBytes))
        {
            keptBytes -= programs[^1].KeptBytes;
            programs[^1].Dispose();
            programs.RemoveAt(programs.Count - 1);
        }
    }

    /// <summary>Drops places in a buffer.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="last">The program that ran last.</param>
    /// <returns>True when <paramref name="last"/> used the buffer.</returns>
    internal bool Forget(Graph.IDeviceBuffer buffer, KeptProgram? last)
    {
        bool isLast = false;
        foreach (KeptProgram program in programs)
        {
            isLast |= program.Forget(buffer) && program == last;
        }

        return isLast;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (KeptProgram program in programs)
        {
            program.Dispose();
        }

        programs.Clear();
    }

    private KeptProgram MoveToFront(int index)
    {
        KeptProgram program = programs[index];
        if (index > 0)
        {
            programs.RemoveAt(index);
            programs.Insert(0, program);
        }

        return program;
    }
}
