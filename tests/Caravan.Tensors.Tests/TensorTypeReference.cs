// The layout of every tensor type as ggml's and ik_llama.cpp's type tables have it.
namespace Caravan.Tensors.Tests;

/// <summary>What the tables of both engines say of a type.</summary>
internal sealed record TensorTypeReference(int Id, string Name, int BlockElements, int BlockBytes, int RowExtraBytes)
{
    // Number, name, elements of a block, bytes of a block, bytes of a row beside its blocks.
    private const string Table = """
        0 F32 1 4 0
        1 F16 1 2 0
        2 Q4_0 32 18 0
        3 Q4_1 32 20 0
        6 Q5_0 32 22 0
        7 Q5_1 32 24 0
        8 Q8_0 32 34 0
        9 Q8_1 32 36 0
        10 Q2_K 256 84 0
        11 Q3_K 256 110 0
        12 Q4_K 256 144 0
        13 Q5_K 256 176 0
        14 Q6_K 256 210 0
        15 Q8_K 256 292 0
        16 IQ2_XXS 256 66 0
        17 IQ2_XS 256 74 0
        18 IQ3_XXS 256 98 0
        19 IQ1_S 256 50 0
        20 IQ4_NL 32 18 0
        21 IQ3_S 256 110 0
        22 IQ2_S 256 82 0
        23 IQ4_XS 256 136 0
        24 I8 1 1 0
        25 I16 1 2 0
        26 I32 1 4 0
        27 I64 1 8 0
        28 F64 1 8 0
        29 IQ1_M 256 56 0
        30 BF16 1 2 0
        34 TQ1_0 256 54 0
        35 TQ2_0 256 66 0
        39 MXFP4 32 17 0
        40 NVFP4 64 36 0
        41 Q1_0 128 18 0
        42 Q2_0 64 18 0
        133 Q6_0 32 26 0
        134 IQ1_BN 64 13 2
        135 IQ2_BN 64 16 4
        137 IQ2_K 256 76 0
        138 IQ3_K 256 110 0
        139 IQ4_K 256 144 0
        140 IQ5_K 256 176 0
        141 IQ6_K 256 212 0
        144 IQ4_KS 256 136 4
        145 IQ2_KS 256 70 2
        146 IQ4_KSS 256 128 4
        151 Q8_KV 32 32 8
        152 IQ5_KS 256 168 4
        153 IQ2_KT 256 68 4
        154 IQ3_KT 256 100 4
        155 IQ4_KT 256 128 4
        156 IQ3_KS 256 102 2
        157 IQ2_KL 256 86 2
        158 IQ1_KT 256 56 4
        202 Q4_0_R8 32 18 0
        206 Q5_0_R4 32 22 0
        208 Q8_0_R8 32 34 0
        210 Q2_K_R4 256 84 0
        211 Q3_K_R4 256 110 0
        212 Q4_K_R4 256 144 0
        213 Q5_K_R4 256 176 0
        214 Q6_K_R4 256 210 0
        216 IQ2_XXS_R4 256 66 0
        217 IQ2_XS_R4 256 74 0
        218 IQ3_XXS_R4 256 98 0
        219 IQ1_S_R4 32 6 2
        220 IQ4_NL_R4 32 18 0
        221 IQ3_S_R4 256 110 0
        222 IQ2_S_R4 256 82 0
        223 IQ4_XS_R8 256 136 0
        229 IQ1_M_R4 32 7 2
        230 BF16_R16 1 2 0
        233 Q6_0_R4 32 26 0
        335 IQ2_BN_R4 64 16 4
        337 IQ2_K_R4 256 76 0
        338 IQ3_K_R4 256 110 0
        339 IQ4_K_R4 256 144 0
        340 IQ5_K_R4 256 176 0
        344 IQ4_KS_R4 256 136 4
        352 IQ5_KS_R4 256 168 4
        353 MXFP4_R8 32 17 0
        397 Q8_K_R16 256 258 0
        398 Q8_KV_R8 32 32 4
        399 Q8_K_R8 256 258 0
        """;

    /// <summary>All types that can stand in a file.</summary>
    internal static IReadOnlyList<TensorTypeReference> All { get; } =
    [.. Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse)];

    private static TensorTypeReference Parse(string line)
    {
        string[] fields = line.Split(' ');
        return new(int.Parse(fields[0]), fields[1], int.Parse(fields[2]), int.Parse(fields[3]), int.Parse(fields[4]));
    }
}
