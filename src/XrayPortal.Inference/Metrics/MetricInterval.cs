namespace XrayPortal.Inference.Metrics;

/// <summary>A figure with its interval, 95 % where nothing else is said.</summary>
public readonly record struct MetricInterval(double Value, double Low, double High);
