namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>Three small pictures of 24 × 16, which no encoder of ours could write.</summary>
internal static class Jpeg2000Samples
{
    public const int Columns = 24;
    public const int Rows = 16;

    /// <summary>Grey of 10 bits, lossless: opj_compress -i grey.pgm -o grey.j2k -n 2.</summary>
    public static byte[] Grey { get; } = Convert.FromBase64String(
        "/0//UQApAAAAAAAYAAAAEAAAAAAAAAAAAAAAGAAAABAAAAAAAAAAAAABCQEB/1IADAAAAAEAAQQEAAH/XAAHQFBYWGD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5K"
        + "UEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAACPAAH/k9+y8BIwx3yMqmaASz3APbqzTU4YUULTpZt+XbGRpBRyFkmYlLJpw4s7ge/vdpwQax/OvfAXEdVaBxmw"
        + "u1MV8ugEgCvk/duE5znbRempq0nOviWADFIgD9A0wO0PUbWv0R/D8AqH4BM/kECDB081qBLtwL0DgwepbajbETiHgwi0f//Z");

    /// <summary>The same by the high-throughput coder: ojph_compress -i grey.pgm -o grey.j2c -num_decomps 2 -reversible true.</summary>
    public static byte[] HighThroughput { get; } = Convert.FromBase64String(
        "/0//UQApQAAAAAAYAAAAEAAAAAAAAAAAAAAAGAAAABAAAAAAAAAAAAABCQEB/1AACAACAAAABf9SAAwAAgABAAIEBEAB/1wACiBgaGhoYGBo/2QAFgABT3Bl"
        + "bkpQSCBWZXIgMC45LjAu/5AACgAAAAAAhwAB/5PABdMA/w//a0N/Rz8H/myyIfX46ScfPHzmwo1b19wo/gCdBcgWCIBRugDAAqYAFTAAkDKZTPLacQJ1AN7d"
        + "/eZHyey2APAQVADABaEAFpQAJ47jOI7j9Prz8CR6enCCeQBMkiRJhvj/EDCZ/ZJ79knsvAD/f/9IUFUA/9k=");

    /// <summary>Colour of 8 bits with its colour transform, in a JP2 file: opj_compress -i colour.ppm -o colour.jp2 -n 2.</summary>
    public static byte[] ColourJp2 { get; } = Convert.FromBase64String(
        "AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAAAEAAAABgAAwcHAAAAAAAPY29scgEAAAAAABAAAAH/anAyY/9P/1EA"
        + "LwAAAAAAGAAAABAAAAAAAAAAAAAAABgAAAAQAAAAAAAAAAAAAwcBAQcBAQcBAf9SAAwAAAABAQEEBAAB/1wAB0BASEhQ/2QAJQABQ3JlYXRlZCBieSBPcGVu"
        + "SlBFRyB2ZXJzaW9uIDIuNS4w/5AACgAAAAABhAAB/5PfgpgSMMeAVHqKCcVLrD8naOZSHfB9XT6P/q3L8uLCGnPw1gWEGPrXfpOIi4fOn7nOOkVibmtGI8TW"
        + "eexuVewos1tPpf94j7+MT/6dhZo3Bf63h/xcH9+CME46Gra/zFKAhQMJJ0W67opInwQ5SHqwFdxbvgkk/xZnkt0jykAcNuA25AtEOnQRHWh0/kUVTn8rYTdm"
        + "gcBa1lC9X3j0GJ/fgqg22II85yqbImCTVraxRGI7R1VSTYJ6tKS5Ghqzm6xlNNp98MmKEjpnlP84AFi4pQfB7b1F1qcPcmZu3wuL2+fDffUCERQBAAK7CKAq"
        + "Ac5tbMyo35d5wfOOh9QlB9QQgiviQ93FaNV6Q3F5X7+BI+V62J2VpXLLeIddlGZHuGd7hODNtk3gx8faKT8BaPwCQIIr4kQKL9mD7MHaM1s7PHIfbHg/gTFI"
        + "ulU11rO34dXnxosyUrw9yBtMW3uE4M22TeDH2cD5A0D5AoBLJVTinrdS5q+2b//Z");

    public static int GreyAt(int x, int y) => ((40 * x) + (7 * y)) % 1024;

    public static int[] ColourAt(int x, int y) => [10 * x % 256, 15 * y % 256, x * y % 256];
}
