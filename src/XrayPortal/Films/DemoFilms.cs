using XrayPortal.Accounts;
using XrayPortal.Imaging.Overlay;

namespace XrayPortal.Films;

/// <summary>A dozen films drawn by code for a demonstration, marked as synthetic wherever they are shown.</summary>
public sealed class DemoFilms(FilmIntake intake)
{
    private const int Count = 12;

    /// <summary>Adds what is not there yet; films of an earlier start are known by their bytes.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        var seed = new Reader(Guid.Empty, "demo", [Roles.Radiologist]);
        for (var number = 1; number <= Count; number++)
        {
            var drawn = Phantom.Draw(seed: number, pneumonia: number % 2 == 0, width: 900 + (number * 20), height: 1000);
            using var png = new MemoryStream(PngEncoder.Grey(drawn));
            var details = new FilmDetails($"DEMO-{number:00}", AgeYears: 1 + (number % 5), Sex: number % 3 == 0 ? "M" : "F", View: "AP");
            await intake.ReceiveAsync(png, $"phantom-{number:00}.png", details, seed, synthetic: true, cancellationToken);
        }
    }
}
