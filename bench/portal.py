"""A portal in a process and data folder of its own, for the measurements in this folder. Standard library only."""
import contextlib, json, os, pathlib, shutil, signal, socket, subprocess, tempfile, time, urllib.request, uuid

REPO = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("XRAYPORTAL_SHARED", REPO.parent / "shared"))


def test_films(size="films"):
    """The official test split, in the order of its names."""
    films = sorted((SHARED / "data/chest-xray" / size / "test").glob("*"))
    if not films:
        raise SystemExit(f"The test films are needed below {SHARED}; XRAYPORTAL_SHARED may name another place.")
    return films


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Portal:
    """`with Portal() as portal:` starts one with a radiologist's token and removes everything afterwards."""

    def __init__(self, repo=REPO):
        self.repo, self.data = repo, tempfile.mkdtemp(prefix="bench-")
        self.base = f"http://127.0.0.1:{free_port()}"

    def __enter__(self):
        self.verb("user", "add", "bench", "--role", "Radiologist", "--password-stdin", stdin="Correct-horse-7-battery\n")
        self.token = self.verb("token", "add", "bench").split()[-1]
        self.start()
        return self

    def __exit__(self, *failure):
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)

    def verb(self, *arguments, stdin=None):
        return subprocess.run(["./portal.sh", *arguments, "--data", self.data], cwd=self.repo, input=stdin, text=True,
                              capture_output=True, check=True).stdout

    def start(self, page="/health/ready", patience=600):
        """Starts it and asks for a page until it comes; returns the seconds from the start to the page."""
        begun = time.perf_counter()
        self.process = subprocess.Popen(["./portal.sh", "serve", "--urls", self.base, "--data", self.data], cwd=self.repo,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        while time.perf_counter() - begun < patience:
            with contextlib.suppress(OSError):
                with urllib.request.urlopen(self.base + page, timeout=5) as answer:
                    answer.read()
                    return time.perf_counter() - begun
            if self.process.poll() is not None:
                raise SystemExit(f"The portal ended with {self.process.returncode}.")
            time.sleep(0.02)
        raise SystemExit("The portal did not start.")

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(60)

    def call(self, path, body=None, content_type=None):
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Content-Type": content_type} if content_type else {})
        with urllib.request.urlopen(urllib.request.Request(self.base + path, body, headers), timeout=60) as answer:
            return json.loads(answer.read())

    def upload(self, files):
        edge = uuid.uuid4().hex
        body = b"".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'.encode() + file.read_bytes() + b"\r\n"
            for file in files) + f"--{edge}--\r\n".encode()
        return [film["id"] for film in self.call("/api/v1/films", body, f"multipart/form-data; boundary={edge}")]

    def wait(self, film):
        while True:
            answer = self.call(f"/api/v1/films/{film}")
            if answer["state"] not in ("queued", "running"):
                return answer
            time.sleep(0.02)
