namespace XrayPortal.Inference.Evaluation.Plots;

/// <summary>Colours that people with any colour vision tell apart. Source: Okabe and Ito, Color Universal Design, 2008.</summary>
internal static class Ink
{
    public const string Text = "#222222";
    public const string Grid = "#dddddd";
    public const string Aside = "#767676";
    public const string Main = "#0072b2";
    public const string Mark = "#d55e00";
}
