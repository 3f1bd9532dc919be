// The 512 points of the eight-dimensional grid of IQ2_XS.
namespace Caravan.Tensors.Codebooks;

/// <summary>The grid of IQ2_XS: 512 points of eight elements.</summary>
public static class IQ2_XSGrid
{
    /// <summary>The points; levels 8, 25, 43.</summary>
    public static GridCodebook Codebook { get; } =
        new(
            points: 512,
            dimensions: 8,
            levels: [8, 25, 43],
            gaps: """
            $%%%%%%%%%%%%'%%%%%%%'%)%%%'%'%-%%%%%%%%%%)%%%'%))'%)5%%%'%)-%)'1+7%%%%%%%'%)%%%'%%'-%)5%%%'%)-%)-+?
            %)1'%?;%%%%%%)')%))/5+%%)5?)75)O'-%%%%%%%'%)%%%'%)+%%)5%%%'%)-%)5/%1%%'55G%%%'%)-%'%/)?%)5Y/9S%)%3/7
            9'QgM%%%%%%%)-%)55-%)5)3C7E;'%)3%Y?-C/3_')%-971]/;/I'%7%%%%%%%'%)%%%%%%)')%)5%%%'%)-%)5'3+%)%1%Y%%%'
            %'%-%)5/3%)/)O-+9)Q%)5'++E-7)3Cq%%%'%))'%)5?%)'1%WAU%%)-+5-5+)S)KC9+/3+E?-%~9;%)5/+/7%~11A31o5'O{WUc
            E+E%%%'%)+%%)5%9%%%%'5-)I5G%3)'%)%%1537AQ7I?)39-%9+~+E)+-'%)513;7?m77'=))cI%O~%KI_CG%'%-+QQ)E'%'7?5G
            K~[77-%'S))Y%Q%I3
            """u8
        );
}
