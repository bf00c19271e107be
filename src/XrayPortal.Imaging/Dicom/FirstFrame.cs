namespace XrayPortal.Imaging.Dicom;

/// <summary>Whether the first of several frames can stand for the object, as in a radiograph; a cine run is no film.</summary>
/// <remarks>Source: DICOM PS3.3, C.7.6.5 (Cine) and C.7.6.6 (Multi-frame).</remarks>
internal static class FirstFrame
{
    private static readonly HashSet<string> Radiographs = ["CR", "DX", "RG", "MG", "IO", "PX", "XC"];

    private static readonly DicomTag[] Times =
        [DicomTag.RecommendedDisplayFrameRate, DicomTag.CineRate, DicomTag.FrameTime, DicomTag.FrameTimeVector, DicomTag.FrameIncrementPointer];

    public static bool Stands(DicomDataset dataset) =>
        Radiographs.Contains(dataset.GetStringOrDefault(DicomTag.Modality) ?? "") && !Times.Any(dataset.Contains);
}
