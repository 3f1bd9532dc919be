// What one version family of the ggml RPC protocol looks like on the wire.
using System.Collections.Immutable;
using Caravan.Tensors;

namespace Caravan.Rpc;

/// <summary>
/// The layouts and numbers of a dialect. Nothing in a handshake tells op numbers or the length of descriptors: they belong
/// to the version and, between K and upstream 3.x, to the length of the first message with a descriptor.
/// </summary>
public sealed class Dialect
{
    /// <summary>Flag of a node that must be computed; only upstream since 5.0 looks at it.</summary>
    public const int ComputeFlag = 16;

    /// <summary>Payload from which on clients ask by hash before they send, in bytes (exclusive).</summary>
    public const long HashThreshold = 10 * 1024 * 1024;

    /// <summary>Bytes of connection capabilities in an upstream HELLO.</summary>
    public const int CapabilityBytes = 24;

    /// <summary>Bytes of a tensor's name in a descriptor, the terminating zero included.</summary>
    public const int NameBytes = 64;

    private readonly WireOp[] ops;
    private readonly WireUnary[] unaries;
    private readonly Dictionary<WireOp, uint> opNumbers;
    private readonly Dictionary<WireUnary, int> unaryNumbers;

    private Dialect(
        string name,
        string peer,
        DialectFamily family,
        RpcVersion version,
        RpcVersion newest,
        bool isProved,
        WireOp[] ops,
        WireUnary[] unaries
    )
    {
        Name = name;
        Peer = peer;
        Family = family;
        Version = version;
        Newest = newest;
        IsProved = isProved;
        this.ops = ops;
        this.unaries = unaries;
        MaximumSources = family == DialectFamily.Ik ? 16 : 10;
        DescriptorBytes = 216 + (8 * MaximumSources);
        opNumbers = Enumerable.Range(0, ops.Length).ToDictionary(i => ops[i], i => (uint)i);
        unaryNumbers = Enumerable.Range(0, unaries.Length).ToDictionary(i => unaries[i], i => i);
    }

    /// <summary>ik_llama.cpp 3.5.x.</summary>
    public static Dialect Ik { get; } =
        new(
            "K",
            "ik_llama.cpp",
            DialectFamily.Ik,
            new(3, 5, 0),
            new(3, 5, 2),
            true,
            WireOpTables.Ik,
            WireUnaryTables.Ik
        );

    /// <summary>llama.cpp 5.x.</summary>
    public static Dialect Upstream5 { get; } =
        new(
            "B",
            "llama.cpp",
            DialectFamily.Upstream,
            new(5, 0, 0),
            new(5, 1, 0),
            true,
            WireOpTables.Upstream,
            WireUnaryTables.Upstream
        );

    /// <summary>llama.cpp 6.x, by description only: its layouts are taken to be those of 5.x.</summary>
    public static Dialect Upstream6 { get; } =
        new(
            "C6",
            "llama.cpp",
            DialectFamily.Upstream,
            new(6, 0, 0),
            new(6, 0, 0),
            false,
            WireOpTables.Upstream,
            WireUnaryTables.Upstream
        );

    /// <summary>llama.cpp 7.x, by description only: SET_TENSOR has a cache flag, fewer commands answer.</summary>
    public static Dialect Upstream7 { get; } =
        new(
            "C7",
            "llama.cpp",
            DialectFamily.Upstream,
            new(7, 0, 0),
            new(7, 0, 0),
            false,
            WireOpTables.Upstream,
            WireUnaryTables.Upstream
        );

    /// <summary>All dialects that are spoken.</summary>
    public static ImmutableArray<Dialect> All { get; } = [Ik, Upstream5, Upstream6, Upstream7];

    /// <summary>Short name: <c>K</c>, <c>B</c>, <c>C6</c>, <c>C7</c>.</summary>
    public string Name { get; }

    /// <summary>The program that speaks it.</summary>
    public string Peer { get; }

    /// <summary>How its connections open.</summary>
    public DialectFamily Family { get; }

    /// <summary>The version a server claims: the lowest with all commands used, since clients refuse a higher minor.</summary>
    public RpcVersion Version { get; }

    /// <summary>The newest version that was read or met.</summary>
    public RpcVersion Newest { get; }

    /// <summary>True when exchanges with the real programs were tested.</summary>
    public bool IsProved { get; }

    /// <summary>Sources of a tensor: 16 in K, 10 elsewhere.</summary>
    public int MaximumSources { get; }

    /// <summary>Bytes of a tensor descriptor: 344 in K, 296 elsewhere.</summary>
    public int DescriptorBytes { get; }

    /// <summary>Number of ops.</summary>
    public int OpCount => ops.Length;

    /// <summary>First byte that is no command.</summary>
    public int CommandCount => Family == DialectFamily.Ik ? 17 : 18;

    /// <summary>Nodes without <see cref="ComputeFlag"/> are skipped.</summary>
    public bool HasComputeFlag => Family == DialectFamily.Upstream;

    /// <summary>SET_TENSOR carries a byte between descriptor and offset that marks weights.</summary>
    public bool HasCacheFlag => Version.Major >= 7;

    /// <summary>FREE_BUFFER, BUFFER_CLEAR, MEMSET_TENSOR and INIT_TENSOR have an (empty) answer.</summary>
    public bool AnswersCommandsWithoutResult => Version.Major < 7;

    /// <summary>Source descriptors that follow the tensor's in GET_ALLOC_SIZE.</summary>
    public int AllocationSizeSources => Family == DialectFamily.Upstream ? MaximumSources : 0;

    /// <summary>Bytes of a Q8_K block, which ik_llama.cpp made larger.</summary>
    public int Q8_K_BlockBytes => Family == DialectFamily.Ik ? 296 : 292;

    /// <summary>The dialect that speaks a version of a family, or null.</summary>
    public static Dialect? Find(DialectFamily family, byte major) =>
        All.FirstOrDefault(d => d.Family == family && d.Version.Major == major);

    /// <summary>The op with a number.</summary>
    public bool TryGetOp(uint number, out WireOp op)
    {
        bool known = number < (uint)ops.Length;
        op = known ? ops[number] : WireOp.None;
        return known;
    }

    /// <summary>The number of an op, or null when the dialect lacks it.</summary>
    public uint? NumberOf(WireOp op) => opNumbers.TryGetValue(op, out uint number) ? number : null;

    /// <summary>The unary function with a number.</summary>
    public bool TryGetUnary(int number, out WireUnary unary)
    {
        bool known = (uint)number < (uint)unaries.Length;
        unary = known ? unaries[number] : WireUnary.Abs;
        return known;
    }

    /// <summary>The number of a unary function, or null when the dialect lacks it.</summary>
    public int? NumberOf(WireUnary unary) => unaryNumbers.TryGetValue(unary, out int number) ? number : null;

    /// <summary>The element type with a number, when tensors of it can be on the wire here.</summary>
    public bool TryGetType(uint number, out TensorType type)
    {
        type = (TensorType)number;
        return WireTypes.IsKnown(Family, type);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Peer} {Version.Major}.x)";
}
