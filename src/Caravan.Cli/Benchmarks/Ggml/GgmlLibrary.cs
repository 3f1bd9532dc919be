// ggml as a peer ships it, loaded into this process.
using System.Runtime.InteropServices;
using Caravan.Tensors;

namespace Caravan.Cli.Benchmarks.Ggml;

/// <summary>
/// The libraries in a folder: of llama.cpp <c>libggml-base</c> and the <c>libggml-cpu-*</c> that itself finds best for this
/// processor, of ik_llama.cpp the one <c>libggml</c>. Both offer the few functions that are called here by one name and
/// signature. A library stays loaded until the process ends.
/// </summary>
internal sealed unsafe class GgmlLibrary
{
    // Beyond its last type a library reads past its own table.
    private const TensorType LastOfLlama = TensorType.Q2_0;
    private const TensorType LastOfIk = TensorType.Q8_K_R8;

    private readonly nint main;
    private readonly nint cpu;

    private GgmlLibrary(string name, string cpuFile, nint main, nint cpu)
    {
        Name = name;
        CpuFile = cpuFile;
        this.main = main;
        this.cpu = cpu;
        if (TryGet("ggml_log_set") is not 0 and nint set)
        {
            // It tells of every matrix that it repacks.
            ((delegate* unmanaged<nint, nint, void>)set)((nint)(delegate* unmanaged<int, byte*, nint, void>)&Ignore, 0);
        }
    }

    /// <summary>The peer's name: <c>llama.cpp</c> or <c>ik_llama.cpp</c>.</summary>
    internal string Name { get; }

    /// <summary>The file that computes.</summary>
    internal string CpuFile { get; }

    /// <summary>True for ik_llama.cpp.</summary>
    internal bool IsIk => main == cpu;

    /// <summary>Loads what a folder holds.</summary>
    /// <exception cref="UsageException">It holds no libraries.</exception>
    /// <exception cref="GgmlException">The libraries do not load, or none is for this processor.</exception>
    internal static GgmlLibrary Load(string folder)
    {
        try
        {
            string only = Path.Combine(folder, FileName("ggml"));
            string first = Path.Combine(folder, FileName("ggml-base"));
            if (File.Exists(first))
            {
                nint main = NativeLibrary.Load(Path.GetFullPath(first));
                (string file, nint cpu) = BestCpu(folder);
                return new GgmlLibrary("llama.cpp", Path.GetFileName(file), main, cpu);
            }

            if (File.Exists(only))
            {
                nint main = NativeLibrary.Load(Path.GetFullPath(only));
                return new GgmlLibrary("ik_llama.cpp", Path.GetFileName(only), main, main);
            }

            throw new UsageException(
                $"there is neither {FileName("ggml-base")} (llama.cpp) nor {FileName("ggml")} (ik_llama.cpp) in {folder}"
            );
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new GgmlException($"the libraries in {folder} do not load: {exception.Message}", exception);
        }
    }

    /// <summary>The address of a function.</summary>
    /// <exception cref="GgmlException">There is none of this name.</exception>
    internal nint this[string function] =>
        TryGet(function) is not 0 and nint address
            ? address
            : throw new GgmlException($"{Name} has no function {function}: is it of another version?");

    /// <summary>The address of a function; 0 for none.</summary>
    internal nint TryGet(string function) =>
        NativeLibrary.TryGetExport(main, function, out nint address)
        || NativeLibrary.TryGetExport(cpu, function, out address)
            ? address
            : 0;

    /// <summary>Whether the peer multiplies by a type and lays its rows of <paramref name="k"/> elements out as we do.</summary>
    internal bool Knows(TensorType type, int k)
    {
        // Q8_1 and Q8_K are its forms of activations: it has no products of them as weights, and does not check.
        if (type > (IsIk ? LastOfIk : LastOfLlama) || type is TensorType.Q8_1 or TensorType.Q8_K)
        {
            return false;
        }

        int number = (int)type;
        TensorTypeTraits traits = TensorTypes.Get(type);
        return ((delegate* unmanaged<int, nint>)this["ggml_type_name"])(number) != 0
            && ((delegate* unmanaged<int, long>)this["ggml_blck_size"])(number) == traits.BlockElements
            && (long)((delegate* unmanaged<int, long, nuint>)this["ggml_row_size"])(number, k) == traits.RowBytes(k);
    }

    /// <summary>A context for descriptions of tensors, and of a graph of as many nodes; their contents lie in buffers.</summary>
    /// <exception cref="GgmlException">There is no memory for it.</exception>
    internal nint NewContext(int tensors)
    {
        nuint bytes =
            ((nuint)tensors * ((delegate* unmanaged<nuint>)this["ggml_tensor_overhead"])())
            + ((delegate* unmanaged<nuint, byte, nuint>)this["ggml_graph_overhead_custom"])((nuint)tensors, 0);
        nint context = ((delegate* unmanaged<GgmlContextParameters, nint>)this["ggml_init"])(
            new GgmlContextParameters { Bytes = bytes, HasNoContents = 1 }
        );
        return context != 0 ? context : throw new GgmlException($"{Name} makes no context of {bytes} bytes");
    }

    /// <summary>An empty graph in a context made for as many tensors.</summary>
    internal nint NewGraph(nint context, int tensors) =>
        ((delegate* unmanaged<nint, nuint, byte, nint>)this["ggml_new_graph_custom"])(context, (nuint)tensors, 0);

    /// <summary>Frees a context.</summary>
    internal void FreeContext(nint context) => ((delegate* unmanaged<nint, void>)this["ggml_free"])(context);

    /// <summary>A matrix of <paramref name="ne0"/> by <paramref name="ne1"/> without contents.</summary>
    internal nint NewMatrix(nint context, TensorType type, long ne0, long ne1) =>
        ((delegate* unmanaged<nint, int, long, long, nint>)this["ggml_new_tensor_2d"])(context, (int)type, ne0, ne1);

    /// <summary>The node of the product of two tensors.</summary>
    internal nint MulMat(nint context, nint weight, nint activations) =>
        ((delegate* unmanaged<nint, nint, nint, nint>)this["ggml_mul_mat"])(context, weight, activations);

    private static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll"
        : OperatingSystem.IsMacOS() ? $"lib{name}.dylib"
        : $"lib{name}.so";

    // As ggml itself chooses among its libraries: each says how much of the processor it uses, 0 where it cannot run.
    private static (string File, nint Handle) BestCpu(string folder)
    {
        string pattern = Path.ChangeExtension(FileName("ggml-cpu"), null) + "*";
        (string File, nint Handle, int Score) best = ("", 0, 0);
        foreach (string file in Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal))
        {
            nint handle = NativeLibrary.Load(Path.GetFullPath(file));
            int score = NativeLibrary.TryGetExport(handle, "ggml_backend_score", out nint function)
                ? ((delegate* unmanaged<int>)function)()
                : 1;
            if (score > best.Score)
            {
                best = (file, handle, score);
            }
        }

        return best.Handle != 0
            ? (best.File, best.Handle)
            : throw new GgmlException($"no {pattern} in {folder} is for this processor");
    }

    [UnmanagedCallersOnly]
    private static void Ignore(int level, byte* text, nint data) { }
}
