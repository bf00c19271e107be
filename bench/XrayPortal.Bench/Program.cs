using XrayPortal.Bench;

// What each verb measures stands in bench/README.md.
var options = BenchOptions.Parse(args);
switch (options.Verb)
{
    case "request":
        await RequestBench.RunAsync(options);
        return 0;
    case "throughput":
        await ThroughputBench.RunAsync(options);
        return 0;
    case "decode":
        await DecodeBench.RunAsync(options);
        return 0;
    case "maps":
        await MapServer.RunAsync(options);
        return 0;
    case "dicom":
        await DicomBench.RunAsync(options);
        return 0;
    default:
        await Console.Error.WriteLineAsync("Usage: XrayPortal.Bench request|throughput|decode|maps [--rounds N] [--films N] [--threads N] [--megapixels X] [--model DIR] [--folder DIR]");
        return 2;
}
