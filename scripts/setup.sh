#!/bin/sh
# Creates the environment that `make run` and `make test` use.  usage: setup.sh VENV_FOLDER
# Nothing but PyPI is asked, and only here: Rallymark fetches nothing while it runs.
set -eu

venv=${1:-.venv}

# What Qt's xcb platform loads on Debian and Ubuntu; PySide6 brings the rest.
qt_libraries="libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libfontconfig1 libdbus-1-3
libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render0
libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0
libxcb-xkb1 libx11-xcb1"

say() { printf '%s\n' "rallymark: $*" >&2; }

installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# Ubuntu 24.04 and Debian 13 renamed glib when time_t grew to 64 bits.
glib() {
    for package in libglib2.0-0 libglib2.0-0t64; do
        if installed "$package"; then echo "$package"; return; fi
    done
    if apt-cache show libglib2.0-0t64 >/dev/null 2>&1; then
        echo libglib2.0-0t64
    else
        echo libglib2.0-0
    fi
}

missing_packages() {
    for package in $qt_libraries "$(glib)"; do
        installed "$package" || printf '%s ' "$package"
    done
}

# ensurepip lives in a package of its own there, named after the interpreter's version.
venv_package() {
    "$1" -c 'import ensurepip' 2>/dev/null ||
        "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
}

install_packages() {
    [ -n "$1" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        say "installing system packages: $1"
        # shellcheck disable=SC2086
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
            --no-install-recommends $1; } >&2 ||
            say "could not install them; continuing without"
    else
        say "these system packages are missing; install them with: sudo apt-get install $1"
    fi
}

good() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
        if good "$candidate"; then echo "$candidate"; return; fi
    done
}

python=$(find_python)
if command -v apt-get >/dev/null 2>&1; then
    wanted=$(missing_packages)
    if [ -z "$python" ]; then
        wanted="$wanted python3 python3-venv"
    else
        wanted="$wanted$(venv_package "$python")"
    fi
    install_packages "$wanted"
    python=$(find_python)
elif [ "$(uname)" = Linux ]; then
    say "on this system Qt needs the libraries that Debian calls:" $qt_libraries libglib2.0-0
fi
if [ -z "$python" ]; then
    say "Python 3.11 or newer is needed (set PYTHON=/path/to/python3)"
    exit 1
fi

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"

# The build tools are pinned by the same file as everything else.
PIP_CONSTRAINT=$(pwd)/constraints.txt
PIP_BUILD_CONSTRAINT=$PIP_CONSTRAINT
PIP_DISABLE_PIP_VERSION_CHECK=1
export PIP_CONSTRAINT PIP_BUILD_CONSTRAINT PIP_DISABLE_PIP_VERSION_CHECK

# torch first and by its exact version: another one may bring gigabytes of CUDA libraries.
say "installing the Python packages into $venv"
"$venv/bin/python" -m pip install --quiet "$(grep '^torch==' constraints.txt)"
"$venv/bin/python" -m pip install --quiet --editable '.[dev]'
say "ready"
