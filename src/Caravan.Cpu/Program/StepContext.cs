// What steps are given when a program is compiled.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>The surroundings of a program's steps: tensor views, working memory and the size of the team.</summary>
internal sealed unsafe class StepContext(TensorView* views, Scratch scratch, int threads)
{
    /// <summary>Working memory of the program.</summary>
    internal Scratch Scratch { get; } = scratch;

    /// <summary>Threads of the team.</summary>
    internal int Threads { get; } = threads;

    /// <summary>Counts runs, for what is computed once in each.</summary>
    internal long RunNumber { get; set; }

    /// <summary>Rotation tables that several ROPE steps share.</summary>
    internal Dictionary<RopeTableKey, RopeTable> RopeTables { get; } = [];

    /// <summary>The view of a tensor; filled in when symbols are bound.</summary>
    internal TensorView* View(GraphTensor tensor) => views + tensor.Id;

    /// <summary>The view of the tensor with an id.</summary>
    internal TensorView* View(int id) => views + id;
}
