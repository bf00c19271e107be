#!/usr/bin/env bash
# Everything that must hold: format, build, all suites. ./check.sh [--full]
# Ends with one line, "N passed, N failed, N skipped", summed over all suites.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
[ "${1:-}" = "--full" ] && export XRAYPORTAL_FULL=1

need() { # command, or pattern of a file, Debian package
  { command -v "$1" || compgen -G "$1"; } >/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $2 (for the tests)..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2"; } >/dev/null 2>&1 \
      || echo "Could not install $2; the tests that need it will be skipped."
  else
    echo "Not found: $1. To run every test: sudo apt-get install $2"
  fi
}
command -v dotnet >/dev/null || { echo "The .NET SDK of global.json is not installed."; echo "0 passed, 1 failed, 0 skipped"; exit 1; }
need chromium chromium
need pdftoppm poppler-utils
need '/usr/lib/*/libcharls.so.2' libcharls2
need '/usr/lib/*/libopenjp2.so.7' libopenjp2-7
need dcmdjpeg dcmtk
need gdcmconv libgdcm-tools
need ojph_expand openjph-tools
need Orthanc orthanc
need /usr/share/orthanc/plugins/libOrthancDicomWeb.so orthanc-dicomweb
need '/usr/lib/python3/dist-packages/pydicom' python3-pydicom
need '/usr/lib/python3/dist-packages/numpy' python3-numpy

failed_steps=0
step() { # name, command...
  local name="$1" start=$SECONDS; shift
  echo "== $name"
  if "$@"; then echo "   $name: done in $((SECONDS - start)) s"; else echo "   $name: FAILED after $((SECONDS - start)) s"; failed_steps=$((failed_steps + 1)); return 1; fi
}

step restore dotnet restore XrayPortal.sln -v q || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
step build dotnet build XrayPortal.sln -c Release --no-restore -v q -nologo || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
step format dotnet format whitespace XrayPortal.sln --no-restore --verify-no-changes

out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
suite() { # name
  local name="$1" program
  program="$(find "tests/$name/bin/Release" -maxdepth 3 -type f -name "$name" -perm -u+x | head -1)"
  "$program" -noLogo -noColor >"$out/$name.txt" 2>&1
  echo $? >"$out/$name.rc"
}

# The quick libraries run side by side; the portal and the browser, which watch the clock of real servers, run alone.
suite XrayPortal.Imaging.Tests & suite XrayPortal.Inference.Tests & wait
suite XrayPortal.Training.Tests
suite XrayPortal.Tests
suite XrayPortal.Browser.Tests

passed=0 failed=$failed_steps skipped=0
for txt in "$out"/*.txt; do
  name="$(basename "$txt" .txt)"
  line="$(grep -E 'Total: *[0-9]+' "$txt" | tail -1)"
  t=$(sed -nE 's/.*Total: *([0-9]+).*/\1/p' <<<"$line") e=$(sed -nE 's/.*Errors: *([0-9]+).*/\1/p' <<<"$line")
  f=$(sed -nE 's/.*Failed: *([0-9]+).*/\1/p' <<<"$line") s=$(sed -nE 's/.*Skipped: *([0-9]+).*/\1/p' <<<"$line")
  if [ -z "$t" ]; then f=1 t=1 e=0 s=0; fi
  bad=$((f + ${e:-0}))
  if [ "$bad" -eq 0 ] && [ "$(cat "$out/$name.rc")" -ne 0 ]; then bad=1; t=$((t + 1)); fi
  echo "== $name: $((t - bad - s)) passed, $bad failed, $s skipped"
  grep -E '\[SKIP\]' "$txt" | head -20 || true
  [ "$bad" -gt 0 ] && { grep -A 12 '\[FAIL\]' "$txt" | head -200; tail -20 "$txt"; }
  passed=$((passed + t - bad - s)) failed=$((failed + bad)) skipped=$((skipped + s))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
