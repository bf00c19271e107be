using SkiaSharp;
using XrayPortal.Imaging.Fonts;

namespace XrayPortal.Reports;

/// <summary>The few styles of a report. Print colours: dark on white, readable in grey.</summary>
internal static class ReportStyles
{
    public static readonly SKColor Ink = new(0x1b, 0x1b, 0x1d);
    public static readonly SKColor Muted = new(0x5a, 0x5f, 0x66);
    public static readonly SKColor Rule = new(0xc8, 0xcc, 0xd2);
    public static readonly SKColor Warning = new(0x9a, 0x3b, 0x00);
    public static readonly SKColor WarningGround = new(0xff, 0xf3, 0xe6);
    public static readonly SKColor Ground = new(0xf4, 0xf5, 0xf7);

    private static readonly ReportFace Regular = new(Typefaces.Regular);
    private static readonly ReportFace Bold = new(Typefaces.Bold);

    public static readonly TextStyle Title = new(Bold, 17, Ink);
    public static readonly TextStyle Heading = new(Bold, 9.5f, Ink);
    public static readonly TextStyle Statement = new(Bold, 15, Ink);
    public static readonly TextStyle SupersededStatement = new(Regular, 12, Muted);
    public static readonly TextStyle Body = new(Regular, 8.8f, Ink);
    public static readonly TextStyle BodyBold = new(Bold, 8.8f, Ink);
    public static readonly TextStyle Caption = new(Regular, 7.5f, Muted);
    public static readonly TextStyle Table = new(Regular, 7.8f, Ink);
    public static readonly TextStyle TableHead = new(Bold, 7.8f, Ink);
    public static readonly TextStyle Small = new(Regular, 6.8f, Muted);
    public static readonly TextStyle Alert = new(Bold, 10, Warning);
    public static readonly TextStyle Mark = new(Bold, 11, Warning);
}
