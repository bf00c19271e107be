using System.Globalization;
using XrayPortal.Imaging;

namespace XrayPortal.Training.Networks;

/// <summary>A network laid out again with other settings for some of its layers; what comes after them follows.</summary>
internal static class GraphChanges
{
    /// <summary>What can be set of a layer. A convolution in groups keeps to the channels that it is given.</summary>
    public static IReadOnlyList<string> Settings(Layer layer) => layer switch
    {
        Conv { Groups: > 1 } => ["kernel", "stride", "padding", "dilation"],
        Conv => ["kernel", "stride", "padding", "dilation", "channels"],
        MaxPool => ["kernel", "stride", "padding"],
        AveragePool => ["kernel", "stride"],
        Linear => ["channels"],
        _ => [],
    };

    /// <summary>Layers keep their numbers and names; the channels and features that a layer is given follow from the layers before it.</summary>
    /// <returns>The changed network, or why it cannot be: nothing is left of the picture, or shapes that must agree do not.</returns>
    public static Result<NetworkGraph> Apply(NetworkGraph graph, IReadOnlyList<LayerChange> changes)
    {
        foreach (var change in changes)
        {
            if (Find(graph, change.Layer) is null)
                return new Refusal("inspect.no-such-layer", RefusalKind.NotFound, $"{graph.Name} has no layer \"{change.Layer}\". Its table lists names and numbers.");
        }

        var builder = new GraphBuilder(graph.Input);
        foreach (var layer in graph.Layers)
        {
            var changed = Result.Of(layer);
            foreach (var change in changes.Where(c => Find(graph, c.Layer) == layer))
            {
                changed = Change(changed.Value, change);
                if (changed.IsRefused) return changed.Refusal;
            }

            var inputs = layer.Inputs.Select(builder.Shape).ToArray();
            var fitted = Follow(changed.Value, inputs[0]);
            if (Objection(fitted, inputs) is { } refusal) return refusal;
            builder.Copy(fitted);
            if (builder.Shape(layer.Output).Elements > int.MaxValue)
                return new Refusal("inspect.too-large", RefusalKind.TooLarge, $"{Title(layer)} would give {builder.Shape(layer.Output)}, more than any computer here holds. Give it fewer channels or a larger stride.");
        }

        return graph with { Layers = builder.Layers };
    }

    private static Layer? Find(NetworkGraph graph, string nameOrNumber) =>
        graph.Layers.FirstOrDefault(l => l.ParameterName == nameOrNumber || l.Output.ToString(CultureInfo.InvariantCulture) == nameOrNumber);

    private static Result<Layer> Change(Layer layer, LayerChange change)
    {
        var able = Settings(layer);
        if (change.Settings.Except(able).FirstOrDefault() is { } cannot)
        {
            return new Refusal(
                "inspect.not-changeable", RefusalKind.Invalid,
                $"{Title(layer)} has no {cannot} to change. {(able.Count == 0 ? "Only layers with a window or with nodes of their own can be changed." : $"It has {string.Join(", ", able)}.")}");
        }

        return layer switch
        {
            Conv c => c with
            {
                Kernel = change.Kernel ?? c.Kernel,
                Stride = change.Stride ?? c.Stride,
                Padding = change.Padding ?? c.Padding,
                Dilation = change.Dilation ?? c.Dilation,
                OutChannels = change.Channels ?? c.OutChannels,
            },
            MaxPool p => p with { Kernel = change.Kernel ?? p.Kernel, Stride = change.Stride ?? p.Stride, Padding = change.Padding ?? p.Padding },
            AveragePool p => p with { Kernel = change.Kernel ?? p.Kernel, Stride = change.Stride ?? p.Stride },
            Linear l => l with { OutFeatures = change.Channels ?? l.OutFeatures },
            _ => layer,
        };
    }

    /// <summary>The layer as it must be to take what now comes to it.</summary>
    private static Layer Follow(Layer layer, PictureShape input) => layer switch
    {
        // A depthwise convolution has one group for each channel, however many there are.
        Conv { Groups: > 1 } c when c.Groups == c.InChannels =>
            c with { InChannels = input.Channels, Groups = input.Channels, OutChannels = c.OutChannels / c.InChannels * input.Channels },
        Conv c => c with { InChannels = input.Channels },
        BatchNorm b => b with { Channels = input.Channels },
        Linear l => l with { InFeatures = (int)input.Elements },
        _ => layer,
    };

    private static Refusal? Objection(Layer layer, PictureShape[] inputs) => layer switch
    {
        Conv c => NothingLeft(c, inputs[0], c.Kernel, c.Stride, c.Padding, c.Dilation, ceil: false),
        MaxPool p when p.Padding > p.Kernel / 2 => new Refusal(
            "inspect.pool-padding", RefusalKind.Invalid,
            $"{Title(p)}: the padding of a max pool may be at most half of its kernel, floor({p.Kernel} / 2) = {p.Kernel / 2}, or a window could lie in the padding alone. Choose a smaller padding."),
        MaxPool p => NothingLeft(p, inputs[0], p.Kernel, p.Stride, p.Padding, 1, p.CeilMode),
        AveragePool p => NothingLeft(p, inputs[0], p.Kernel, p.Stride, 0, 1, ceil: false),
        Add when inputs[1] != inputs[0] => Disagree(layer, "adds", inputs, "they must have the same shape"),
        Concat when inputs.Any(i => (i.Height, i.Width) != (inputs[0].Height, inputs[0].Width)) => Disagree(layer, "joins", inputs, "they must have the same height and width"),
        Scale when inputs[1] != new PictureShape(inputs[0].Channels, 1) => Disagree(layer, "scales by a gate", inputs, "the gate must have one place for each channel of the map"),
        _ => null,
    };

    private static Refusal? NothingLeft(Layer layer, PictureShape input, int kernel, int stride, int padding, int dilation, bool ceil)
    {
        var side = Math.Min(input.Height, input.Width);
        if (PictureShape.Moved(side, kernel, stride, padding, dilation, ceil) > 0) return null;
        var free = side + (2 * padding) - (dilation * (kernel - 1)) - 1;
        var formula = dilation == 1
            ? $"floor(({side} + 2*{padding} - {kernel}) / {stride}) + 1"
            : $"floor(({side} + 2*{padding} - {dilation}*({kernel} - 1) - 1) / {stride}) + 1";
        return new Refusal(
            "inspect.nothing-left", RefusalKind.Invalid,
            $"{Title(layer)}: a window of {kernel}x{kernel} does not fit on {input.Height}x{input.Width}: {formula} = {(int)Math.Floor((double)free / stride) + 1}, so nothing is left. "
            + "Make its kernel smaller or its padding larger, or let the layers before it leave more.");
    }

    private static Refusal Disagree(Layer layer, string does, PictureShape[] inputs, string rule) => new(
        "inspect.shapes-disagree", RefusalKind.Invalid,
        $"{Title(layer)} {does} {string.Join(" and ", inputs)}, but {rule}. Change the layers of the other branch to match.");

    private static string Title(Layer layer) =>
        $"Layer {layer.Output.ToString(CultureInfo.InvariantCulture)} ({layer.ParameterName ?? layer.KindName})";
}
