"""What it costs that an object is on the disk before it is acknowledged: two portals take the same objects by STOW-RS in turns,
one of them with fsync turned off (Debian package eatmydata). Prints milliseconds an object and their ratio.

    python3 bench/dicom-web/durable.py [--objects 100] [--rows 1024]
"""
import argparse, glob, http.client, os, pathlib, statistics, struct, sys, tempfile, time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from portal import Portal  # noqa: E402


def element(group, number, vr, value):
    value = value.encode() if isinstance(value, str) else value
    value += (b"\0" if vr == "UI" else b" ") * (len(value) % 2)
    head = struct.pack("<HH2s", group, number, vr.encode())
    return head + (struct.pack("<HI", 0, len(value)) if vr == "OW" else struct.pack("<H", len(value))) + value


def film(number, rows):
    syntax = element(2, 0x10, "UI", "1.2.840.10008.1.2.1")
    short = lambda value: struct.pack("<H", value)
    return b"\0" * 128 + b"DICM" + element(2, 0, "UL", struct.pack("<I", len(syntax))) + syntax + b"".join((
        element(8, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.1.1"), element(8, 0x18, "UI", f"1.2.3.{number}"), element(8, 0x60, "CS", "DX"),
        element(0x20, 0xD, "UI", "1.2.3"), element(0x20, 0xE, "UI", "1.2.3.1"),
        element(0x28, 2, "US", short(1)), element(0x28, 4, "CS", "MONOCHROME2"), element(0x28, 0x10, "US", short(rows)), element(0x28, 0x11, "US", short(rows)),
        element(0x28, 0x100, "US", short(16)), element(0x28, 0x101, "US", short(12)), element(0x28, 0x102, "US", short(11)), element(0x28, 0x103, "US", short(0)),
        element(0x7FE0, 0x10, "OW", os.urandom(2 * rows * rows))))


def store(portal, one):
    body = b"--x\r\nContent-Type: application/dicom\r\n\r\n" + one + b"\r\n--x--\r\n"
    connection = http.client.HTTPConnection(portal.base.removeprefix("http://"))
    begun = time.perf_counter()
    connection.request("POST", "/dicom-web/studies", body, {"Authorization": "Bearer " + portal.token, "Content-Type": 'multipart/related; type="application/dicom"; boundary=x'})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"The portal answered {answer.status}.")
    return 1000 * (time.perf_counter() - begun)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--objects", type=int, default=100)
    options.add_argument("--rows", type=int, default=1024)
    options = options.parse_args()
    library = (glob.glob("/usr/lib/*/libeatmydata.so") or glob.glob("/usr/lib/*/libeatmydata.so*"))[:1] or sys.exit("eatmydata is not installed.")
    os.environ["Models__Folders__0"] = tempfile.mkdtemp()  # nothing is scored meanwhile
    durable, careless = Portal(), Portal()
    durable.start = lambda start=durable.start: start("/health/live")
    careless.start = lambda start=careless.start: start("/health/live")
    with durable:
        os.environ["LD_PRELOAD"] = library[0]
        with careless:
            del os.environ["LD_PRELOAD"]
            times = []
            for number in range(options.objects + 5):
                one = film(number, options.rows)
                pair = (store(durable, one), store(careless, one)) if number % 2 else tuple(reversed((store(careless, one), store(durable, one))))
                if number >= 5:  # warm
                    times.append(pair)
    ratios = [a / b for a, b in times]
    for name, column in (("on the disk before the answer", 0), ("without fsync", 1)):
        print(f"{name:32} median {statistics.median(t[column] for t in times):7.1f} ms")
    print(f"{'ratio':32} median {statistics.median(ratios):7.2f}   quartiles {statistics.quantiles(ratios)[0]:.2f} to {statistics.quantiles(ratios)[2]:.2f}")


if __name__ == "__main__":
    main()
