// One of llama.cpp's samplers, called through its C interface.
using System.Runtime.InteropServices;
using Caravan.Engine.Sampling;

namespace Caravan.Oracle.Tests.Sampling;

/// <summary>A llama_sampler. The factories take the arguments of llama_sampler_init_*.</summary>
internal sealed unsafe class LlamaSampler : IDisposable
{
    private readonly nint _handle;

    private LlamaSampler(nint handle) => _handle = handle;

    public string Name =>
        Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)LlamaLibrary.Export("llama_sampler_name"))(_handle))!;

    public static LlamaSampler TopK(int k) =>
        new(((delegate* unmanaged<int, nint>)LlamaLibrary.Export("llama_sampler_init_top_k"))(k));

    public static LlamaSampler TopP(float p, int minKeep) => WithShare("llama_sampler_init_top_p", p, minKeep);

    public static LlamaSampler MinP(float p, int minKeep) => WithShare("llama_sampler_init_min_p", p, minKeep);

    public static LlamaSampler Typical(float p, int minKeep) => WithShare("llama_sampler_init_typical", p, minKeep);

    public static LlamaSampler TopNSigma(float n) =>
        new(((delegate* unmanaged<float, nint>)LlamaLibrary.Export("llama_sampler_init_top_n_sigma"))(n));

    public static LlamaSampler Temperature(float temperature) =>
        new(((delegate* unmanaged<float, nint>)LlamaLibrary.Export("llama_sampler_init_temp"))(temperature));

    public static LlamaSampler Temperature(float temperature, float range, float exponent) =>
        new(
            ((delegate* unmanaged<float, float, float, nint>)LlamaLibrary.Export("llama_sampler_init_temp_ext"))(
                temperature,
                range,
                exponent
            )
        );

    public static LlamaSampler Xtc(float probability, float threshold, int minKeep, uint seed) =>
        new(
            ((delegate* unmanaged<float, float, nuint, uint, nint>)LlamaLibrary.Export("llama_sampler_init_xtc"))(
                probability,
                threshold,
                (nuint)minKeep,
                seed
            )
        );

    public static LlamaSampler Mirostat(int vocabularySize, uint seed, float tau, float eta) =>
        new(
            (
                (delegate* unmanaged<int, uint, float, float, int, nint>)
                    LlamaLibrary.Export("llama_sampler_init_mirostat")
            )(vocabularySize, seed, tau, eta, 100)
        );

    public static LlamaSampler MirostatV2(uint seed, float tau, float eta) =>
        new(
            ((delegate* unmanaged<uint, float, float, nint>)LlamaLibrary.Export("llama_sampler_init_mirostat_v2"))(
                seed,
                tau,
                eta
            )
        );

    public static LlamaSampler AdaptiveP(float target, float decay, uint seed) =>
        new(
            ((delegate* unmanaged<float, float, uint, nint>)LlamaLibrary.Export("llama_sampler_init_adaptive_p"))(
                target,
                decay,
                seed
            )
        );

    public static LlamaSampler Distribution(uint seed) =>
        new(((delegate* unmanaged<uint, nint>)LlamaLibrary.Export("llama_sampler_init_dist"))(seed));

    public static LlamaSampler Penalties(
        int vocabularySize,
        int lastN,
        float repeat,
        float frequency,
        float presence
    ) =>
        new(
            (
                (delegate* unmanaged<int, int, float, float, float, nint>)
                    LlamaLibrary.Export("llama_sampler_init_penalties")
            )(vocabularySize, lastN, repeat, frequency, presence)
        );

    public static LlamaSampler LogitBias(int vocabularySize, ReadOnlySpan<LogitBias> biases)
    {
        fixed (LogitBias* first = biases)
        {
            return new(
                ((delegate* unmanaged<int, int, LogitBias*, nint>)LlamaLibrary.Export("llama_sampler_init_logit_bias"))(
                    vocabularySize,
                    biases.Length,
                    first
                )
            );
        }
    }

    /// <summary>DRY with breakers given as texts.</summary>
    public static LlamaSampler Dry(
        LlamaVocabulary vocabulary,
        float multiplier,
        float @base,
        int allowedLength,
        int lastN,
        IReadOnlyList<string> breakers
    )
    {
        nint[] texts = [.. breakers.Select(Marshal.StringToCoTaskMemUTF8)];
        fixed (nint* first = texts)
        {
            nint handle = (
                (delegate* unmanaged<nint, float, float, int, int, nint*, nuint, nint>)
                    LlamaLibrary.Export("llama_sampler_init_dry")
            )(vocabulary.Handle, multiplier, @base, allowedLength, lastN, first, (nuint)texts.Length);
            Array.ForEach(texts, Marshal.FreeCoTaskMem);
            return new(handle);
        }
    }

    /// <summary>A grammar.</summary>
    public static LlamaSampler Grammar(LlamaVocabulary vocabulary, string grammar)
    {
        nint text = Marshal.StringToCoTaskMemUTF8(grammar);
        nint root = Marshal.StringToCoTaskMemUTF8("root");
        nint handle = ((delegate* unmanaged<nint, nint, nint, nint>)LlamaLibrary.Export("llama_sampler_init_grammar"))(
            vocabulary.Handle,
            text,
            root
        );
        Marshal.FreeCoTaskMem(text);
        Marshal.FreeCoTaskMem(root);
        Assert.True(handle != 0, "llama.cpp does not take the grammar");
        return new(handle);
    }

    /// <summary>DRY switched off, which asks nothing of a vocabulary.</summary>
    public static LlamaSampler NoDry() =>
        new(
            (
                (delegate* unmanaged<nint, float, float, int, int, nint*, nuint, nint>)
                    LlamaLibrary.Export("llama_sampler_init_dry")
            )(0, 0, 1, 0, 0, null, 0)
        );

    /// <summary>
    /// DRY (switched on, or memory is corrupted) with breakers given as tokens, by the function that llama.cpp's own
    /// tests use; its last argument is a std::vector of std::vectors: three pointers (begin, end, end of storage) each.
    /// </summary>
    public static LlamaSampler Dry(float multiplier, float @base, int allowedLength, int lastN, int[][] breakers)
    {
        nint* vectors = (nint*)NativeMemory.Alloc((nuint)((3 * breakers.Length) + 3), (nuint)sizeof(nint));
        for (int i = 0; i < breakers.Length; i++)
        {
            nint tokens = (nint)NativeMemory.Alloc((nuint)breakers[i].Length, sizeof(int));
            Marshal.Copy(breakers[i], 0, tokens, breakers[i].Length);
            vectors[3 * i] = tokens;
            vectors[(3 * i) + 1] = vectors[(3 * i) + 2] = tokens + (breakers[i].Length * sizeof(int));
        }

        nint* outer = vectors + (3 * breakers.Length);
        outer[0] = (nint)vectors;
        outer[1] = outer[2] = (nint)outer;
        nint handle = (
            (delegate* unmanaged<float, float, int, int, nint*, nint>)
                LlamaLibrary.Export("_Z30llama_sampler_init_dry_testingffiiRKSt6vectorIS_IiSaIiEESaIS1_EE")
        )(multiplier, @base, allowedLength, lastN, outer);
        for (int i = 0; i < breakers.Length; i++)
        {
            NativeMemory.Free((void*)vectors[3 * i]);
        }

        NativeMemory.Free(vectors);
        return new(handle);
    }

    public void Apply(LlamaCandidates candidates) =>
        ((delegate* unmanaged<nint, LlamaTokenDataArray*, void>)LlamaLibrary.Export("llama_sampler_apply"))(
            _handle,
            candidates.Array
        );

    public void Accept(int token) =>
        ((delegate* unmanaged<nint, int, void>)LlamaLibrary.Export("llama_sampler_accept"))(_handle, token);

    public void Dispose() => ((delegate* unmanaged<nint, void>)LlamaLibrary.Export("llama_sampler_free"))(_handle);

    private static LlamaSampler WithShare(string function, float p, int minKeep) =>
        new(((delegate* unmanaged<float, nuint, nint>)LlamaLibrary.Export(function))(p, (nuint)minKeep));
}
