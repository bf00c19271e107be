namespace XrayPortal.Networks;

/// <summary>One line of a <see cref="CostChart"/>.</summary>
public sealed record CostRow(string Label, long Parameters, long MultiplyAccumulates);
