// What an index outside its table means to ops that read rows or experts by number.
namespace Caravan.Graph;

/// <summary>
/// Word 15 of GET_ROWS and MUL_MAT_ID, which ggml leaves unused there. Whatever the rule, nothing outside the table is read.
/// Whoever takes over nodes of a peer must set the word, because ik_llama.cpp marks nodes for its scheduler in it.
/// </summary>
public enum IndexRule
{
    /// <summary>An error that ends the run: ggml's meaning.</summary>
    Refuse = 0,

    /// <summary>The row becomes zero: ik_llama.cpp's meaning, on which its choice of fewer experts rests.</summary>
    Zero = 1,
}
