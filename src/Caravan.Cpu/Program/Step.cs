// One executable step of a compiled program.
using Caravan.Graph;

namespace Caravan.Cpu;

/// <summary>A node of the graph made executable: bound once for each change of the symbols, then run any number of times.</summary>
internal abstract unsafe class Step(GraphTensor node, StepContext context) : ParallelWork
{
    /// <summary>The node that this step computes.</summary>
    internal GraphTensor Node { get; } = node;

    /// <summary>The next step, perhaps of the next run, that reads weights whose place is known; null when there is none.</summary>
    internal IWeightReader? NextReader { get; set; }

    /// <summary>Surroundings of the step.</summary>
    protected StepContext Context { get; } = context;

    /// <summary>The tensor that is computed.</summary>
    protected TensorView* Result { get; } = context.View(node);

    /// <summary>Takes up the extents of the current symbols: checks shapes, states working memory, splits the work.</summary>
    internal abstract void Bind();

    /// <summary>Computes the node.</summary>
    internal abstract void Run(ThreadTeam team);

    /// <summary>The view of source <paramref name="index"/>, which must be there.</summary>
    protected TensorView* Source(int index) => Context.View(Node.Source(index));

    /// <summary>The view of source <paramref name="index"/>, or null.</summary>
    protected TensorView* OptionalSource(int index) =>
        index < Node.Sources.Length && Node.Sources[index] is { } source ? Context.View(source) : null;

    /// <summary>Requires a condition of shapes; <paramref name="expectation"/> is a constant, so that binding allocates nothing.</summary>
    /// <exception cref="DeviceException">It does not hold.</exception>
    protected void Require(bool condition, string expectation)
    {
        if (!condition)
        {
            throw Failure(expectation);
        }
    }

    /// <summary>Requires that a tensor's rows are dense and its elements can be counted.</summary>
    /// <exception cref="DeviceException">They are not.</exception>
    protected void RequireRows(TensorView* view) =>
        Require(view->HasDenseRows && view->IsCountable, "needs operands with dense rows");

    /// <summary>Requires that a tensor's bytes have neither gaps nor overlaps.</summary>
    /// <exception cref="DeviceException">They have.</exception>
    protected void RequireContiguous(TensorView* view) =>
        Require(view->IsContiguous, "needs operands without gaps between their rows");

    /// <summary>An exception that names the node.</summary>
    protected DeviceException Failure(string message) =>
        new($"{Node.Name} ({Node.Op} [{Result->Ne0}, {Result->Ne1}, {Result->Ne2}, {Result->Ne3}]): {message}");
}
