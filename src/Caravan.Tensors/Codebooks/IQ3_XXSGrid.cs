// The 256 points of the four-dimensional grid of IQ3_XXS.
namespace Caravan.Tensors.Codebooks;

/// <summary>The grid of IQ3_XXS: 256 points of four elements.</summary>
public static class IQ3_XXSGrid
{
    /// <summary>The points; levels 4, 12, 20, 28, 36, 44, 52, 62.</summary>
    public static GridCodebook Codebook { get; } =
        new(
            points: 256,
            dimensions: 4,
            levels: [4, 12, 20, 28, 36, 44, 52, 62],
            gaps: """
            $%%(%'$%*,<%'%(%*'&%*./+%%(*%*%'-)1')$%.F67(./%')63V:7'%813%(%*%(%%.$;%**%R%(%**E)%1,03.'FK'56/p1C%*
            %(%'&,B%%&%**>'$+%*)$%0$07*'O'D1;7->h%.:?*%*%80()%1,.%>%(08325`26))/>B58K87.1%/'p72$3)4ABH.D18p&%1U:
            :+)3:B1C+L@.'F+:rO1U3%1@CAHG)iDHTK1U%%$53O-M>(9018D3B%5g
            """u8
        );
}
