using MudBlazor;

namespace XrayPortal.Shell;

/// <summary>Neutral greys: nothing coloured beside a film. Both palettes keep text at 4.5:1 or more.</summary>
internal static class PortalTheme
{
    public static MudTheme Instance { get; } = new()
    {
        PaletteDark = new PaletteDark
        {
            Background = "#1b1b1d",
            Surface = "#232326",
            DrawerBackground = "#1b1b1d",
            AppbarBackground = "#1b1b1d",
            AppbarText = "#e6e6e8",
            DrawerText = "#d6d6da",
            DrawerIcon = "#b4b4ba",
            TextPrimary = "#e6e6e8",
            TextSecondary = "#b4b4ba",
            TextDisabled = "#8d8d94",
            ActionDefault = "#c4c4ca",
            Primary = "#9fb8d8",
            PrimaryContrastText = "#16181b",
            Secondary = "#b8b8c0",
            SecondaryContrastText = "#16181b",
            Info = "#9fb8d8",
            InfoContrastText = "#16181b",
            Success = "#9cc7a4",
            SuccessContrastText = "#16181b",
            Warning = "#e0b872",
            WarningContrastText = "#16181b",
            Error = "#f0a09a",
            ErrorContrastText = "#16181b",
            LinesDefault = "#3a3a3f",
            LinesInputs = "#85858c",
            TableLines = "#333337",
            Divider = "#3a3a3f",
        },
        PaletteLight = new PaletteLight
        {
            Background = "#f6f6f7",
            Surface = "#ffffff",
            DrawerBackground = "#f6f6f7",
            AppbarBackground = "#f6f6f7",
            AppbarText = "#1d1d20",
            DrawerText = "#2c2c31",
            DrawerIcon = "#55555c",
            TextPrimary = "#1d1d20",
            TextSecondary = "#55555c",
            Primary = "#2b4f7e",
            Secondary = "#55555c",
            Info = "#2b4f7e",
            Success = "#2a6237",
            Warning = "#7a4d00",
            Error = "#a3241c",
            LinesInputs = "#77777e",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = ["system-ui", "DejaVu Sans", "sans-serif"] },
            H1 = new H1Typography { FontSize = "1.5rem", FontWeight = "500", LineHeight = "1.3" },
            H2 = new H2Typography { FontSize = "1.2rem", FontWeight = "500", LineHeight = "1.3" },
            H3 = new H3Typography { FontSize = "1.05rem", FontWeight = "500", LineHeight = "1.3" },
            Button = new ButtonTypography { TextTransform = "none" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "3px", AppbarHeight = "48px" },
    };
}
