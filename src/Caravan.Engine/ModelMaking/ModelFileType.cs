// The numbers of general.file_type.
namespace Caravan.Engine;

/// <summary>Mixes of tensor types with the numbers that llama.cpp gives them (<c>llama_ftype</c>).</summary>
public enum ModelFileType
{
    /// <summary>All single precision.</summary>
    F32 = 0,

    /// <summary>Matrices in half precision.</summary>
    F16 = 1,

    /// <summary>Matrices in Q4_0.</summary>
    Q4_0 = 2,

    /// <summary>Matrices in Q4_1.</summary>
    Q4_1 = 3,

    /// <summary>Matrices in Q8_0.</summary>
    Q8_0 = 7,

    /// <summary>Matrices in Q5_0.</summary>
    Q5_0 = 8,

    /// <summary>Matrices in Q5_1.</summary>
    Q5_1 = 9,

    /// <summary>Q2_K, with more bits for sensitive matrices.</summary>
    Q2_K = 10,

    /// <summary>Q3_K throughout.</summary>
    Q3_K_S = 11,

    /// <summary>Q3_K, with more bits for sensitive matrices.</summary>
    Q3_K_M = 12,

    /// <summary>Q3_K, with still more bits for sensitive matrices.</summary>
    Q3_K_L = 13,

    /// <summary>Q4_K, with more bits for a few matrices.</summary>
    Q4_K_S = 14,

    /// <summary>Q4_K, with more bits for sensitive matrices.</summary>
    Q4_K_M = 15,

    /// <summary>Q5_K throughout.</summary>
    Q5_K_S = 16,

    /// <summary>Q5_K, with more bits for sensitive matrices.</summary>
    Q5_K_M = 17,

    /// <summary>Q6_K throughout.</summary>
    Q6_K = 18,

    /// <summary>IQ4_NL, with more bits for sensitive matrices.</summary>
    IQ4_NL = 25,

    /// <summary>IQ4_XS, with more bits for sensitive matrices.</summary>
    IQ4_XS = 30,

    /// <summary>Matrices in bfloat16.</summary>
    BF16 = 32,
}
