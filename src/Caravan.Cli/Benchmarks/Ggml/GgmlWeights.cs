// Weights in a peer's own memory and form.
using System.Runtime.InteropServices;
using Caravan.Cli.Benchmarks.Kernels;
using Caravan.Platform;
using Caravan.Tensors;

namespace Caravan.Cli.Benchmarks.Ggml;

/// <summary>
/// The matrices of a measurement as the peer's loader keeps them: in the first of the CPU backend's extra buffer types
/// (repacked weights) that takes the product, else in its plain one. Pages are huge where ours are.
/// </summary>
internal sealed unsafe class GgmlWeights : IDisposable
{
    private const int TrialColumns = 512;
    private const int TrialTensors = 3;

    // ggml_tensor begins with its type; the pointer to its buffer follows.
    private const int BufferOffset = 8;

    private readonly GgmlLibrary library;
    private readonly nint context;
    private readonly nint buffer;

    /// <summary>Copies weights to the peer.</summary>
    /// <exception cref="GgmlException">The peer gives no memory for them.</exception>
    internal GgmlWeights(GgmlLibrary library, KernelWeights weights)
    {
        this.library = library;
        context = library.NewContext(weights.Matrices.Count);
        nint bufferType = ChooseBufferType(weights.Type, weights.Matrices[0]);
        BufferName = Marshal.PtrToStringUTF8(
            ((delegate* unmanaged<nint, nint>)library["ggml_backend_buft_name"])(bufferType)
        )!;
        foreach (KernelMatrix matrix in weights.Matrices)
        {
            Tensors.Add(library.NewMatrix(context, weights.Type, matrix.K, matrix.Rows));
        }

        buffer = ((delegate* unmanaged<nint, nint, nint>)library["ggml_backend_alloc_ctx_tensors_from_buft"])(
            context,
            bufferType
        );
        if (buffer == 0)
        {
            library.FreeContext(context);
            throw new GgmlException($"{library.Name} gives no memory for weights in {BufferName}");
        }

        AskForHugePages();
        var set = (delegate* unmanaged<nint, byte*, nuint, nuint, void>)library["ggml_backend_tensor_set"];
        for (int i = 0; i < Tensors.Count; i++)
        {
            KernelMatrix matrix = weights.Matrices[i];
            set(Tensors[i], weights.Pointer + matrix.Offset, 0, (nuint)matrix.Bytes);
        }
    }

    /// <summary>The name of the memory's kind: <c>CPU</c>, <c>CPU_REPACK</c>.</summary>
    internal string BufferName { get; }

    /// <summary>The matrices, in the order of <see cref="KernelWeights.Matrices"/>.</summary>
    internal List<nint> Tensors { get; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        ((delegate* unmanaged<nint, void>)library["ggml_backend_buffer_free"])(buffer);
        library.FreeContext(context);
    }

    private nint ChooseBufferType(TensorType type, KernelMatrix matrix)
    {
        nint plain = ((delegate* unmanaged<nint>)library["ggml_backend_cpu_buffer_type"])();
        if (library.IsIk)
        {
            return plain;
        }

        nint registry = ((delegate* unmanaged<nint>)library["ggml_backend_cpu_reg"])();
        nint device = ((delegate* unmanaged<nint, nuint, nint>)library["ggml_backend_reg_dev_get"])(registry, 0);
        fixed (byte* name = "ggml_backend_dev_get_extra_bufts"u8)
        {
            nint extra = ((delegate* unmanaged<nint, byte*, nint>)library["ggml_backend_reg_get_proc_address"])(
                registry,
                name
            );
            if (extra == 0)
            {
                return plain;
            }

            // Bounds: the list ends with null.
            for (nint* one = ((delegate* unmanaged<nint, nint*>)extra)(device); one != null && *one != 0; one++)
            {
                if (Takes(device, *one, type, matrix))
                {
                    return *one;
                }
            }
        }

        return plain;
    }

    // As llama.cpp's loader asks: of a product whose weight is said to lie in an empty buffer of the type.
    private bool Takes(nint device, nint bufferType, TensorType type, KernelMatrix matrix)
    {
        nint trial = library.NewContext(TrialTensors);
        nint empty = ((delegate* unmanaged<nint, nuint, nint>)library["ggml_backend_buft_alloc_buffer"])(bufferType, 0);
        nint weight = library.NewMatrix(trial, type, matrix.K, matrix.Rows);
        nint product = library.MulMat(trial, weight, library.NewMatrix(trial, TensorType.F32, matrix.K, TrialColumns));
        *(nint*)(weight + BufferOffset) = empty;
        bool takes =
            ((delegate* unmanaged<nint, nint, byte>)library["ggml_backend_dev_supports_op"])(device, product) != 0;
        ((delegate* unmanaged<nint, void>)library["ggml_backend_buffer_free"])(empty);
        library.FreeContext(trial);
        return takes;
    }

    private void AskForHugePages()
    {
        long page = SystemCalls.Current.PageBytes;
        long first = ((delegate* unmanaged<nint, nint>)library["ggml_backend_buffer_get_base"])(buffer);
        long bytes = (long)((delegate* unmanaged<nint, nuint>)library["ggml_backend_buffer_get_size"])(buffer);
        // Bounds: whole pages within the buffer.
        long start = (first + page - 1) / page * page;
        long end = (first + bytes) / page * page;
        if (end > start)
        {
            SystemCalls.Current.Advise((nint)start, end - start, MemoryAdvice.HugePages);
        }
    }
}
