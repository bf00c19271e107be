using System.Security.Cryptography;
using System.Text;
using XrayPortal.Data;
using XrayPortal.Imaging.Dicom.Deidentification;

namespace XrayPortal.Deidentification;

/// <summary>
/// The secret by which patients and objects get their new names: the same ones in every export of this portal, and untraceable for whoever has not
/// got it. Made once, kept in the data folder, part of a backup.
/// </summary>
internal sealed class DeidentificationKey(DataFolder folder)
{
    private const int Bytes = 32;

    private readonly Lazy<byte[]> key = new(() => ReadOrMake(folder.DeidentificationKey));

    /// <summary>By the basic profile; dates go, age and sex stay for the model's sake.</summary>
    public DicomAnonymizer Anonymizer => new(key.Value, new DeidentificationOptions { KeepsPatientCharacteristics = true });

    /// <summary>The new name of a patient who is known here by a reference alone; the one that DICOM objects with this Patient ID and no issuer get.</summary>
    public string PatientName(string reference) => "P" + Hex("\n" + reference);

    /// <summary>A new name for a film's file.</summary>
    public string FilmName(string sha256) => "F" + Hex("film\n" + sha256);

    private string Hex(string text) => Convert.ToHexString(HMACSHA256.HashData(key.Value, Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    private static byte[] ReadOrMake(string path)
    {
        if (!File.Exists(path))
        {
            var partial = $"{path}.{Guid.CreateVersion7():N}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(partial, options)) file.Write(RandomNumberGenerator.GetBytes(Bytes));
            try
            {
                File.Move(partial, path, overwrite: false);
            }
            catch (IOException)
            {
                File.Delete(partial); // another process was first: its key counts
            }
        }

        var kept = File.ReadAllBytes(path);
        return kept.Length == Bytes ? kept : throw new InvalidDataException("The file deidentification.key in the data folder is damaged. Restore it from a backup: with another one patients get other names.");
    }
}
