using System.Diagnostics.CodeAnalysis;

namespace XrayPortal.Imaging;

/// <summary>Either a value or a refusal. Bugs and broken environments throw instead.</summary>
public readonly struct Result<T>
    where T : notnull
{
    private readonly T? value;

    private Result(T? value, Refusal? refusal)
    {
        this.value = value;
        Refusal = refusal;
    }

    /// <summary>The refusal, or null where there is a value.</summary>
    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Refusal))]
    public bool IsRefused => Refusal is not null;

    /// <exception cref="InvalidOperationException">This is a refusal.</exception>
    public T Value => Refusal is null && value is not null
        ? value
        : throw new InvalidOperationException($"Refused: {Refusal?.Code}");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);

    public TOut Match<TOut>(Func<T, TOut> onValue, Func<Refusal, TOut> onRefusal) =>
        Refusal is null ? onValue(Value) : onRefusal(Refusal);
}

/// <summary>For values whose type is an interface, which the language converts to nothing by itself.</summary>
public static class Result
{
    public static Result<T> Of<T>(T value)
        where T : notnull => value;
}
