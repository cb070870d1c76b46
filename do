#!/bin/sh
# Everything a person types in this repository. Each step is skipped while its inputs are unchanged.
set -eu
cd "$(dirname "$0")"
# Where it is set, each of the many processes that a test or a market starts would compile every module anew: 3 s each.
unset PYTHONDONTWRITEBYTECODE
bin=.venv/bin
stamps=.venv/stamps

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

# fresh STEP FILES…: true when STEP was done with exactly these files. Then `stamp STEP` remembers it.
sum_of() { find "$@" -type f 2>/dev/null | LC_ALL=C sort | xargs cksum 2>/dev/null | cksum; }
fresh() { step=$1; shift; want=$(sum_of "$@"); [ -f "$stamps/$step" ] && [ "$(cat "$stamps/$step")" = "$want" ]; }
stamp() { mkdir -p "$stamps"; printf '%s\n' "$want" > "$stamps/$1"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

python_packages() {
  if [ ! -x $bin/python ]; then
    say "Making .venv"
    # A bare Debian has python3 without ensurepip.
    python3 -m venv .venv 2>/dev/null || {
      rm -rf .venv
      say "Installing python3-venv (a bare Debian does not have it)"
      as_root apt-get update -qq && as_root apt-get install -y -qq python3-venv >/dev/null ||
        { say "Please install python3-venv, then run this again."; exit 1; }
      python3 -m venv .venv
    }
  fi
  if ! fresh python requirements pyproject.toml; then
    say "Installing Python packages"
    $bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
    tools/uv pip install -q --python $bin/python --require-hashes -r requirements/dev.txt
    tools/uv pip install -q --python $bin/python --no-deps --no-build-isolation -e .
    stamp python
  fi
}

front_end() {
  if ! fresh npm package.json package-lock.json .npmrc || [ ! -d node_modules ]; then
    say "Installing front-end packages"
    tools/npm ci --silent
    stamp npm
  fi
  if ! fresh fonts tools/fonts.py package-lock.json || [ ! -d frontend/gen ]; then
    say "Cutting fonts"
    $bin/python tools/fonts.py
    stamp fonts
  fi
  if ! fresh build frontend build.mjs tools/three.mjs package-lock.json || [ ! -f static/build/manifest.json ]; then
    say "Building styles and scripts"
    tools/node build.mjs
    stamp build
  fi
}

translations() {
  if ! fresh translations translations/en/LC_MESSAGES/messages.po || [ ! -f translations/en/LC_MESSAGES/messages.mo ]; then
    $bin/pybabel -q compile -d translations
    stamp translations
  fi
}

setup() { python_packages; front_end; translations; }

help() {
  cat <<'TEXT'
./do run          set everything up and start the site, the worker and the sandbox bank
./do test [...]   set everything up (a browser too) and run every check and test; words go on to pytest
./do check        format, lint, types, imports, templates: the quick half of test
./do bench        measure speed and memory; writes benchmarks/results/latest.json; ./do bench money: what money costs;
                  ./do bench tour: a 360° visit on a cheap phone, beside other viewers; ./do bench films: films
./do soak         kill processes under load, then ten thousand random histories; takes hours
./do screenshots  make docs/screenshots/ anew from a running demo village
./do setup        only install and build
./do browser      make sure there is a Chromium for the tests
./do video        make sure there are ffmpeg and ffprobe, for 360° films and sounds
./do words        collect the texts of the pages into translations/
./do lock         write the lock files anew
./do clean        take away what was built or installed (instance/ with its data stays)
TEXT
}

check() {
  $bin/ruff format --check .
  $bin/ruff check .
  $bin/mypy
  $bin/lint-imports
  $bin/djlint --quiet --lint templates
}

command=${1:-help}
[ $# -gt 0 ] && shift
case $command in
  run) setup; tools/video; exec $bin/marketplace up "$@" ;;
  test) setup; tools/browser; tools/video; [ $# -gt 0 ] || check; exec $bin/python -m pytest "$@" ;;
  check) python_packages; check ;;
  bench)
    setup
    case ${1:-} in
      money) shift; exec $bin/python -m benchmarks.money "$@" ;;
      films) shift; tools/video; exec $bin/python -m benchmarks.films "$@" ;;
      tour) shift; tools/browser; tools/video; exec $bin/python -m benchmarks.viewing "$@" ;;
    esac
    exec $bin/python -m benchmarks "$@" ;;
  soak) setup; $bin/python -m tools.soak "$@"; SOAK="${SOAK:-10000}" exec $bin/python -m pytest tests/payments/test_model.py ;;
  screenshots) setup; tools/browser; tools/video; exec $bin/python -m tools.screenshots "$@" ;;
  setup) setup ;;
  browser) python_packages; tools/browser ;;
  video) tools/video ;;
  words)
    python_packages
    $bin/pybabel -q extract -F babel.cfg -k N_ -k _ -k gettext -k ngettext:1,2 -k lazy_gettext --no-wrap --sort-by-file --no-location --omit-header -o translations/messages.pot .
    $bin/pybabel -q update -i translations/messages.pot -d translations -l en --no-wrap --no-fuzzy-matching --ignore-obsolete --omit-header
    # A catalogue without a header counts as fuzzy and is skipped when compiled.
    po=translations/en/LC_MESSAGES/messages.po
    { printf '%s\n' 'msgid ""' 'msgstr ""' '"Language: en\n"' '"Content-Type: text/plain; charset=utf-8\n"' '"Plural-Forms: nplurals=2; plural=(n != 1);\n"' ''; cat $po; } > translations/messages.pot
    mv translations/messages.pot $po ;;
  lock)
    python_packages
    for set in prod dev; do
      group=""; [ $set = dev ] && group="--group dev"
      # shellcheck disable=SC2086
      tools/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml $group -o requirements/$set.txt
    done
    tools/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 requirements/uv.in -o requirements/uv.txt
    rm -rf node_modules package-lock.json; tools/npm install --package-lock-only --silent ;;
  clean) rm -rf .venv node_modules static/build frontend/gen translations/en/LC_MESSAGES/messages.mo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache artifacts ;;
  help|-h|--help) help ;;
  *) help; exit 2 ;;
esac
