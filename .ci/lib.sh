# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What ./quickstart and ./run-tests share: installing what is missing, finding JDKs, a sign of life. To be sourced.

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# The major version of the JDK in a folder; fails if there is no compiler in it.
jdk_version() { # FOLDER
  local line
  [[ -x $1/bin/javac ]] || return 1
  line=$("$1/bin/javac" -version 2>&1) || return 1
  line=${line#javac }
  printf '%s\n' "${line%%[!0-9]*}"
}

# A JDK whose version is at least MIN and at most MAX: JAVA_HOME, the one in PATH, else one of /usr/lib/jvm.
find_jdk() { # MIN MAX
  local folder version on_path
  on_path=$(readlink -f "$(command -v javac || true)" || true)
  for folder in "${JAVA_HOME:-}" "${on_path%/bin/javac}" /usr/lib/jvm/*; do
    [[ -n $folder ]] || continue
    version=$(jdk_version "$folder") || continue
    if ((version >= $1 && version <= $2)); then
      printf '%s\n' "$folder"
      return
    fi
  done
  return 1
}

missing=()
# Notes that a package is needed: its name and why. What is needed is told before it is installed.
need() { # PACKAGE REASON
  missing+=("$1")
  say "missing: $1 ($2)"
}

need_command() { # COMMAND PACKAGE REASON
  command -v "$1" >/dev/null || need "$2" "$3"
}

# The package of a JDK to build with: 17 where the distribution has it, else its default.
jdk_package() {
  if command -v apt-cache >/dev/null && [[ -n $(apt-cache search --names-only '^openjdk-17-jdk-headless$' 2>/dev/null) ]]; then
    echo openjdk-17-jdk-headless
  else
    echo default-jdk-headless
  fi
}

apt_updated=no
update_apt() {
  [[ $apt_updated = yes ]] || ! can_install && return
  say "apt-get update"
  apt-get -qq update >&2 || say "apt-get update did not get everything; going on with what it got"
  apt_updated=yes
}

can_install() { ((EUID == 0)) && command -v apt-get >/dev/null; }

# Installs what need() noted; where that is not possible says exactly what to install, and fails.
install_missing() {
  ((${#missing[@]})) || return 0
  if ! can_install; then
    if command -v apt-get >/dev/null; then
      say "not root, so nothing is installed. To install it:"
      say "  sudo apt-get install --no-install-recommends ${missing[*]}"
    else
      say "no apt-get here, so nothing is installed. By Debian's names, this is missing: ${missing[*]}"
    fi
    missing=()
    return 1
  fi
  update_apt
  local log rc=0
  log=$(mktemp)
  with_heartbeat "apt-get install ${missing[*]}" "$log" \
    env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${missing[@]}" || rc=$?
  rm -f -- "$log"
  missing=()
  return "$rc"
}

# Runs a command whose output goes to a file, with a sign of life on a terminal. Fails as the command does.
with_heartbeat() { # LABEL LOGFILE COMMAND...
  local label=$1 log=$2 pid start=$SECONDS rc=0
  shift 2
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  # shellcheck disable=SC2064 # this pid, not a later one
  trap "kill $pid 2>/dev/null || true; exit 130" INT TERM
  if [[ -t 2 ]]; then
    while kill -0 "$pid" 2>/dev/null; do
      printf '\r%s ... %d s ' "$label" $((SECONDS - start)) >&2
      sleep 0.5
    done
    printf '\r\033[K' >&2
  else
    say "$label ..."
  fi
  wait "$pid" || rc=$?
  trap - INT TERM
  if ((rc == 0)); then
    say "$label: $((SECONDS - start)) s"
  else
    say "$label failed (exit code $rc); the end of what it said:"
    tail -n 40 "$log" >&2
  fi
  return "$rc"
}
