using XrayPortal.Imaging.Dicom;

namespace XrayPortal.Imaging.Tests.Builders;

/// <summary>The public DICOM files of the shared data, with what their manifest says of them.</summary>
internal static class DicomCorpus
{
    public static IEnumerable<(Dictionary<string, string> Row, string Path)> Files()
    {
        var folder = SharedData.Folder("data", "dicom");
        var lines = File.ReadAllLines(Path.Combine(folder, "manifest.csv"));
        var names = Csv.Split(lines[0]);
        foreach (var line in lines.Skip(1))
        {
            var row = names.Zip(Csv.Split(line)).ToDictionary(pair => pair.First, pair => pair.Second);
            yield return (row, Path.Combine(folder, "files", row["file"]));
        }
    }

    /// <summary>The first frame's stored values as the manifest hashes them: one integer of Bits Allocated each, sign extended.</summary>
    public static byte[] StoredValues(DicomFrame frame, int bitsAllocated)
    {
        var width = bitsAllocated <= 8 ? 1 : bitsAllocated <= 16 ? 2 : 4;
        var bytes = new byte[frame.Width * frame.Height * frame.SamplesPerPixel * width];
        for (var i = 0; i < bytes.Length / width; i++)
        {
            var value = frame.ValueOf(frame.BitsAt(i));
            for (var k = 0; k < width; k++) bytes[(i * width) + k] = unchecked((byte)(value >> (8 * k)));
        }

        return bytes;
    }
}
