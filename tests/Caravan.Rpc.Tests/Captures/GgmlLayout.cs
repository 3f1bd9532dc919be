// Where the fields of a tensor descriptor lie, for each dialect that the tests speak.
namespace Caravan.Rpc.Tests.Captures;

/// <summary>Offsets in bytes within a descriptor; written out so that the tests do not lean on the product's own table.</summary>
internal sealed record GgmlLayout(char Dialect, int Sources, int HelloBytes)
{
    internal const int Id = 0;
    internal const int Type = 8;
    internal const int Buffer = 12;
    internal const int Extents = 20;
    internal const int Strides = 36;
    internal const int Op = 52;
    internal const int OpParameters = 56;
    internal const int Flags = 120;
    internal const int SourceIds = 124;

    /// <summary>Dialect K: ik_llama.cpp 3.5.</summary>
    internal static readonly GgmlLayout K = new('K', Sources: 16, HelloBytes: 0);

    /// <summary>Dialect B: llama.cpp 5.1.</summary>
    internal static readonly GgmlLayout B = new('B', Sources: 10, HelloBytes: 24);

    /// <summary>The layout of dialect 'K' or 'B'.</summary>
    internal static GgmlLayout Of(char dialect) => dialect == 'K' ? K : B;

    internal int ViewSource => SourceIds + 8 * Sources;

    internal int ViewOffset => ViewSource + 8;

    internal int Data => ViewSource + 16;

    internal int Name => ViewSource + 24;

    /// <summary>Bytes of a descriptor: 344 in K, 296 in B.</summary>
    internal int Bytes => Name + 64 + 4;

    /// <summary>True for the commands that no answer follows.</summary>
    internal static bool IsSilent(GgmlCommand command) =>
        command is GgmlCommand.SetTensor or GgmlCommand.GraphCompute or GgmlCommand.GraphRecompute;

    /// <inheritdoc/>
    public override string ToString() => Dialect.ToString();
}
