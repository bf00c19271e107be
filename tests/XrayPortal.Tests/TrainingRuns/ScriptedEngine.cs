using XrayPortal.Inference.Tests.Builders;
using XrayPortal.Tests.Films;

namespace XrayPortal.Tests.TrainingRuns;

/// <summary>
/// Stands in for the learning engine, a foreign process: a shell script that takes its arguments, says its JSON lines, writes its run
/// folder and heeds its signals, and hands out the tiny package. What it does next is told by files beside it.
/// </summary>
internal sealed class ScriptedEngine : IDisposable
{
    private const string Script = """
        #!/bin/bash
        here=$(dirname "$(readlink -f "$0")")
        if [ "$1" = doctor ]; then echo '[{"what":"system","fine":true,"says":"as it should be"}]'; exit 0; fi
        if [ "$1" = compare ]; then cat "$here/networks.json"; exit 0; fi
        echo "$@" >> "$here/calls"
        mode=$(cat "$here/mode")
        name=unnamed; version=0.0.1
        while [ $# -gt 0 ]; do
          case $1 in
            --out|--resume) folder=$2; [ "$1" = --resume ] && resumed=1; shift ;;
            --name) name=$2; shift ;;
            --version) version=$2; shift ;;
          esac
          shift
        done
        if [ "$mode" = refuse ]; then echo "set.one-class: All films of the set have the same label." >&2; exit 1; fi
        mkdir -p "$folder/checkpoints"
        say() { echo "$1" >> "$folder/log.jsonl"; echo "$1"; }
        stop() { say '{"event":"checkpoint","epoch":1,"step":3}'; echo 1 > "$folder/checkpoints/last.json"; say '{"event":"end","outcome":"stopped","message":"Stopped on request."}'; exit 0; }
        trap stop TERM
        if [ "$resumed" ]; then name=$(cat "$folder/name"); version=$(cat "$folder/version"); else
          [ -e "$folder/recipe.json" ] && { echo "train.run-exists: That run folder is taken." >&2; exit 1; }
          echo '{}' > "$folder/recipe.json"; echo "$name" > "$folder/name"; echo "$version" > "$folder/version"
        fi
        say '{"event":"start","device":"cpu"}'
        say '{"event":"step","phase":"finetune","epoch":1,"epochs":2,"step":1,"steps":2,"loss":0.7,"imagesPerSecond":12.5,"etaSeconds":90}'
        say '{"event":"epoch","phase":"finetune","epoch":1,"epochs":2,"trainLoss":0.6,"validationLoss":0.5,"validationAuroc":0.8,"learningRate":0.001}'
        if [ "$mode" = fail ]; then say '{"event":"end","outcome":"failed","code":"train.failed","message":"The disk is full."}'; exit 1; fi
        if [ ! "$resumed" ]; then
          if [ "$mode" = crash ]; then echo 1 > "$folder/checkpoints/last.json"; kill -9 $$; fi
          if [ "$mode" = early-crash ]; then echo "$mode" > "$here/died"; echo quick > "$here/mode"; kill -9 $$; fi
          if [ "$mode" = wait ]; then while true; do sleep 0.05; done; fi
          if [ "$mode" = deaf ]; then trap '' TERM; while true; do sleep 0.05; done; fi
        fi
        say '{"event":"warning","message":"Few films."}'
        say '{"event":"step","phase":"finetune","epoch":2,"epochs":2,"step":2,"steps":2,"loss":0.4,"imagesPerSecond":13,"etaSeconds":0}'
        say '{"event":"epoch","phase":"finetune","epoch":2,"epochs":2,"trainLoss":0.4,"validationLoss":0.4,"validationAuroc":0.9,"learningRate":0.0001}'
        mkdir -p "$folder/package"
        cp "$here/template/model.onnx" "$folder/package/"
        sed -e "s/\"name\": \"tiny\"/\"name\": \"$name\"/" -e "s/\"version\": \"1.0.0\"/\"version\": \"$version\"/" "$here/template/manifest.json" > "$folder/package/manifest.json"
        say "{\"event\":\"end\",\"outcome\":\"done\",\"package\":\"$folder/package\",\"metrics\":{\"auroc\":0.9}}"
        """;

    /// <summary>Three of the real engine's networks, as <c>compare --rounds 0 --json</c> lists them.</summary>
    private const string Networks = """
        {"networks":[
          {"name":"lenet5","input":{"channels":1,"height":28,"width":28},"depth":5,"filterSizes":[5],"parameters":61706,"multiplyAccumulates":416520,"receptiveField":14,"milliseconds":null,"forFilms":false,"imageNetWeights":false},
          {"name":"mobilenetv2","input":{"channels":3,"height":224,"width":224},"depth":53,"filterSizes":[3,1],"parameters":3504872,"multiplyAccumulates":300774272,"receptiveField":491,"milliseconds":null,"forFilms":true,"imageNetWeights":true},
          {"name":"small","input":{"channels":3,"height":64,"width":64},"depth":5,"filterSizes":[3],"parameters":60818,"multiplyAccumulates":3391616,"receptiveField":31,"milliseconds":null,"forFilms":true,"imageNetWeights":false}],
         "smallKernels":{"channels":64,"receptiveField":7,"threeWeights":110592,"oneWeights":200704}}
        """;

    public ScriptedEngine(string mode = "quick")
    {
        Mode(mode);
        TestPackage.Write(System.IO.Path.Combine(Folder, "template"));
        File.WriteAllText(Path, Script);
        File.WriteAllText(System.IO.Path.Combine(Folder, "networks.json"), Networks);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Draw(Set);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("xrayportal-engine-").FullName;

    public string Path => System.IO.Path.Combine(Folder, "engine.sh");

    /// <summary>A small labelled set of pictures.</summary>
    public string Set => System.IO.Path.Combine(Folder, "set");

    /// <summary>The arguments of each call so far.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            var file = System.IO.Path.Combine(Folder, "calls");
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
    }

    /// <summary>The same pictures as a set of another name beside the first.</summary>
    public string Copy(string name)
    {
        var folder = System.IO.Path.Combine(Folder, name);
        Draw(folder);
        return folder;
    }

    public void Mode(string mode) => File.WriteAllText(System.IO.Path.Combine(Folder, "mode"), mode);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Draw(string set)
    {
        foreach (var (label, mean) in new[] { ("normal", 0.3), ("pneumonia", 0.7) })
        {
            var films = Directory.CreateDirectory(System.IO.Path.Combine(set, label)).FullName;
            for (var i = 0; i < 4; i++) File.WriteAllBytes(System.IO.Path.Combine(films, $"p{label[0]}{i}.png"), FilmPortal.Png(mean + (i * 0.02), i));
        }
    }
}
