// The 256 points of the eight-dimensional grid of IQ2_XXS.
namespace Caravan.Tensors.Codebooks;

/// <summary>The grid of IQ2_XXS: 256 points of eight elements.</summary>
public static class IQ2_XXSGrid
{
    /// <summary>The points; levels 8, 25, 43.</summary>
    public static GridCodebook Codebook { get; } =
        new(
            points: 256,
            dimensions: 8,
            levels: [8, 25, 43],
            gaps: """
            $%%%%%%)%'%%%))'%)%)/+%)'1A//%5G=%)-%)%'/-%)/)%'/17%-;%5A5)'%)/'%)%9;;[-i%)-+5/)'1)/5+-S-U)/'/7MCE1g
            %)5?='gQO%)93+%U+S%s%)51K?7~+;/S~IW%))'%))+'-%)55?+';+;+-A)/G39-_u%)5'UM'-[C5)')%G);=Qis%;mIM-)C__q)
            5;AK[AG'y%Q~Q~~I%)7??//ck%)'15GCE975Iu{m)/)Q9K]U7-{~~'O~]E9Am~+~~{S
            """u8
        );
}
