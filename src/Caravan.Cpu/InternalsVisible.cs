// Kernels are internal; their tests see them.
using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Caravan.Cpu.Tests")]
[assembly: InternalsVisibleTo("Caravan.Oracle.Tests")]
