# shellcheck shell=bash
# Sourced by bin/serve, bin/test, bin/check and bin/bench: a Python environment and, where wanted,
# system packages. Says what it is waiting for; does nothing twice.

# The checkout that this file belongs to, wherever the caller stands.
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT" || exit
# A container may run without a home; pip, Chromium and PostgreSQL want one that can be written to.
if [[ -z "${HOME:-}" || ! -w "${HOME:-/nonexistent}" ]]; then
    HOME="$ROOT/var/home"
    export HOME
fi
mkdir -p "$ROOT/var" "$HOME"

PYTHON="$ROOT/.venv/bin/python"

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# as_root COMMAND...: runs it as root, or returns 1 where that is impossible without asking.
as_root() {
    if [[ "$(id -u)" == 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

# install_packages NAME...: Debian packages, if this user may. Returns 1 where they cannot be had.
install_packages() {
    command -v apt-get >/dev/null || return 1
    as_root true 2>/dev/null || return 1
    say "Waiting for apt-get to install: $*"
    local log="$ROOT/var/apt-get.$$.log" options=(-qq -o DPkg::Lock::Timeout=300)
    if as_root env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install -y \
        --no-install-recommends "$@" </dev/null >"$log" 2>&1 ||
        { as_root env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" update </dev/null >"$log" 2>&1 &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install -y \
                --no-install-recommends "$@" </dev/null >>"$log" 2>&1; }; then
        rm -f "$log"
        return 0
    fi
    tail -n 20 "$log" >&2
    return 1
}

# find_python: a Python of 3.11 or newer, the nearest first.
find_python() {
    local candidate
    for candidate in ${MINGZHANG_PYTHON:-} python3.11 python3 python3.12 python3.13; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

# prepare_python FILE: .venv with everything that the requirements file names. Fast when it is there.
prepare_python() {
    local requirements="$1" base stamp wanted
    base="$(find_python)" || fail "Python 3.11 or newer is needed. On Debian: apt-get install python3 python3-venv"
    # requirements-dev.txt includes requirements.txt, so both count.
    wanted="$("$base" -c '
import hashlib, pathlib, sys
names = ["requirements.txt", *sys.argv[1:]]
text = b"".join(pathlib.Path(name).read_bytes() for name in dict.fromkeys(names))
print(hashlib.sha256(text + sys.version.encode()).hexdigest())' "$requirements")"
    stamp=".venv/.installed-$requirements"
    if [[ -x "$PYTHON" && -f "$stamp" && "$(cat "$stamp")" == "$wanted" ]]; then
        return 0
    fi
    # Two starts at once must not install into one environment; the second waits for the first.
    exec 9>"$ROOT/var/setup.lock"
    if command -v flock >/dev/null; then
        flock 9
    fi
    if [[ -f "$stamp" && "$(cat "$stamp")" == "$wanted" ]]; then
        exec 9>&-
        return 0
    fi
    if [[ ! -x "$PYTHON" ]] || ! "$PYTHON" -m pip --version >/dev/null 2>&1; then
        say "Making a Python environment in .venv"
        if ! "$base" -m venv .venv >var/venv.log 2>&1; then
            # Debian leaves ensurepip out of python3; python3-venv brings it.
            rm -rf .venv
            local version
            version="$("$base" -c 'import sys; print("python3.%d" % sys.version_info[1])')"
            install_packages "$version-venv" || install_packages python3-venv ||
                fail "python3-venv is missing. Install it (apt-get install python3-venv) and start again."
            "$base" -m venv .venv || fail "python -m venv failed; see above."
        fi
    fi
    say "Waiting for pip to install $requirements (a minute or two the first time)"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-input -r "$requirements" </dev/null ||
        fail "pip could not install $requirements; see above."
    printf '%s\n' "$wanted" >"$stamp"
    exec 9>&-
}
