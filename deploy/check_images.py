#!/usr/bin/env python3
"""Follows the Dockerfile without Docker: copies what it copies, runs its `dotnet` commands, and starts what comes out.

    python3 deploy/check_images.py [--keep FOLDER] [--portal-only]

Each stage is a folder of its own below a temporary one; base images are this machine's .NET. So it proves the files and the
commands of the Dockerfile, not the base images. Needs the SDK of global.json; as root it starts the programs as an
unprivileged user, as the image does. Python 3, standard library only.
"""
import argparse, json, os, pathlib, re, shlex, shutil, socket, subprocess, sys, tempfile, time, urllib.request

REPO = pathlib.Path(__file__).resolve().parent.parent
APP_UID = 1654  # of the base images


def instructions():
    """(stage, word, rest) of each instruction, with continued lines joined."""
    text = "\n".join(line for line in (REPO / "Dockerfile").read_text().split("\n") if not line.lstrip().startswith("#"))
    stage = None
    for line in text.replace("\\\n", " ").split("\n"):
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            parent, _, stage = rest.split()
            yield stage, "FROM", parent
        elif word and stage:
            yield stage, word, rest.strip()


def context(to):
    """The build context: what .dockerignore lets through."""
    lines = (REPO / ".dockerignore").read_text().split()
    keep = [line[1:] for line in lines if line.startswith("!")]
    for name in keep:
        source = REPO / name
        target = to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("bin", "obj"))
        else:
            shutil.copy2(source, target)


def place(root, work, path):
    """Where a path inside the image lies on this machine."""
    return root / (path.lstrip("/") if path.startswith("/") else os.path.join(work.lstrip("/"), path))


def copy(sources, target, into_folder):
    for source in sources:
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            to = target / source.name if into_folder or len(sources) > 1 else target
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, to)


def build(folder, wanted):
    """Plays the stages; returns root folder, environment and start instructions of each."""
    roots, works, starts = {}, {}, {}
    ctx = folder / "context"
    context(ctx)
    for stage, word, rest in instructions():
        if stage not in wanted:
            continue
        if word == "FROM":
            roots[stage] = folder / stage
            parent = roots.get(rest)
            if parent:
                shutil.copytree(parent, roots[stage], symlinks=True)
            else:
                roots[stage].mkdir()
            works[stage], starts[stage] = works.get(rest, "/"), dict(starts.get(rest, {}))
        elif word == "WORKDIR":
            works[stage] = rest
            place(roots[stage], "/", rest).mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            parts = rest.split()
            origin = ctx
            if parts[0].startswith("--from="):
                origin = roots[parts.pop(0)[7:]]
            *sources, target = parts
            copy([origin / s.lstrip("/") for s in sources], place(roots[stage], works[stage], target), target.endswith("/"))
        elif word == "RUN" and rest.startswith("dotnet"):
            command = [str(roots[stage]) + a if a == "/out" else a for a in shlex.split(rest)]
            begun = time.monotonic()
            run(command + ["-nodeReuse:false", "-v", "q"], cwd=place(roots[stage], "/", works[stage]))
            print(f"{stage}: {shlex.join(shlex.split(rest)[:3])}: {time.monotonic() - begun:.0f} s", flush=True)
        elif word in ("ENTRYPOINT", "CMD", "HEALTHCHECK"):
            starts[stage][word] = json.loads(rest[rest.index("["):])
    return roots, starts


def run(command, **more):
    done = subprocess.run(command, text=True, capture_output=True, **more)
    if done.returncode:
        sys.exit(f"{shlex.join(map(str, command))} ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def unprivileged():
    return ["setpriv", f"--reuid={APP_UID}", f"--regid={APP_UID}", "--clear-groups"] if os.geteuid() == 0 else []


def size(folder):
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6


def torch_files(folder):
    return [f.name for f in folder.rglob("*") if "torch" in f.name.lower() or f.name.startswith("libc10")]


def serve(root, start, home):
    """Starts a portal as the image does, with its own empty data folder; reads health, a page, its assets and the health check."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    data = home / "data"
    data.mkdir()
    if os.geteuid() == 0:
        os.chown(home, APP_UID, APP_UID)
        os.chown(data, APP_UID, APP_UID)
    command = [a.replace("0.0.0.0:8080", f"127.0.0.1:{port}").replace("/data", str(data)) for a in start["ENTRYPOINT"] + start["CMD"]]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "DOTNET_EnableDiagnostics": "0"}
    begun = time.monotonic()
    portal = subprocess.Popen(unprivileged() + command, cwd=root / "app", env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        base = f"http://127.0.0.1:{port}"
        while True:
            try:
                ready = get(base + "/health/ready")
                break
            except OSError:
                if portal.poll() is not None or time.monotonic() - begun > 60:
                    sys.exit("The portal did not get ready:\n" + portal.stdout.read().decode()[-3000:])
                time.sleep(0.2)
        print(f"ready after {time.monotonic() - begun:.1f} s: {ready.decode()}")
        page = get(base + "/Account/Login").decode()
        names = re.findall(r'(?:href|src)="([^"]+)"', page)
        assets = sorted({n for n in names if n.split("?")[0].endswith((".css", ".js"))})
        for asset in assets:
            print(f"  {asset}: {len(get(f'{base}/' + asset.lstrip('/')))} bytes")
        check = [a.replace("127.0.0.1/8080", f"127.0.0.1/{port}") for a in start["HEALTHCHECK"]]
        run(check)
        print("  health check of the image: fine")
        if not any(".css" in a for a in assets):
            sys.exit("The page names no style sheet.")
    finally:
        portal.terminate()
        portal.wait(30)
    print(f"  ended with {portal.returncode} when asked to")


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--keep", type=pathlib.Path, help="an empty folder to work in; default: a temporary one, removed at the end")
    options.add_argument("--portal-only", action="store_true", help="leave out the learning engine")
    options = options.parse_args()
    folder = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="images-"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    try:
        wanted = ["source", "build-portal", "base", "portal"] + ([] if options.portal_only else ["build-engine", "training"])
        roots, starts = build(folder, wanted)
        app = roots["portal"] / "app"
        print(f"portal: {size(app):.0f} MB, of these models {size(app / 'models'):.0f} MB")
        if torch_files(app):
            sys.exit(f"The portal's image holds libtorch: {torch_files(app)[:5]}")
        print("portal: no file of libtorch")
        serve(roots["portal"], starts["portal"], pathlib.Path(tempfile.mkdtemp(prefix="portal-home-", dir=folder)))
        if options.portal_only:
            return
        engine = roots["training"] / "engine"
        print(f"training: engine {size(engine):.0f} MB, {len(torch_files(engine))} files of libtorch")
        environment = {"PATH": os.environ["PATH"], "HOME": "/tmp", "XRAYPORTAL_ENGINE_HOME": str(engine)}
        print(run(unprivileged() + [str(roots["training"] / "app" / "engine.sh"), "doctor"], env=environment, cwd="/tmp").strip())
        serve(roots["training"], starts["training"], pathlib.Path(tempfile.mkdtemp(prefix="training-home-", dir=folder)))
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
