# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Debian packages for another machine, unpacked into a folder of the cache and not installed. To be sourced behind obtain, by
# a script that says what usage and say are.
# shellcheck disable=SC2034,SC2154

no_download() { die 3 "$*"; }

unpacked() { # KIND FILE PACKAGE... -- [ARCH...]: prints CACHE/KIND/ARCH, which has FILE
  local kind=$1 file=$2 wanted=() cache folder
  shift 2
  while [[ $1 != -- ]]; do
    wanted+=("$1")
    shift
  done
  case ${2-} in
    amd64 | arm64) arch=$2 ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
  suite=bookworm
  cache=${KOLINK_CACHE:-${XDG_CACHE_HOME:-${HOME:?neither KOLINK_CACHE nor HOME is set}/.cache}/kolink}
  mkdir -p "$cache/$kind"
  folder=$(cd "$cache/$kind" && pwd)/$arch
  if [[ -s $folder/.kolink-$kind ]]; then
    say "using $folder"
    printf '%s\n' "$folder"
    return
  fi

  command -v apt-get >/dev/null || no_download "this machine has no apt"
  work=$(mktemp -d)
  chmod 755 "$work" # apt downloads as a user of its own
  fresh=$cache/$kind/.new-$arch
  trap 'rm -rf -- "$work" "$fresh"' EXIT
  private_apt
  packages=("${wanted[@]}")
  say "asking the machine's Debian mirror for ${packages[0]}, $arch"
  apt apt-get update >&2 || say "apt-get update did not get everything; going on with what it got"
  (cd "$work/apt/debs" && apt apt-get download "${packages[@]}" >&2) || no_download "the download failed"
  rm -rf -- "$fresh"
  mkdir "$fresh"
  for deb in "$work"/apt/debs/*.deb; do
    data_of "$deb" | tar -x --no-same-owner -C "$fresh" --exclude './usr/share/*' || die 4 "${deb##*/} could not be unpacked"
  done
  [[ -s $(only "$fresh/$file") ]] || die 4 "no $file in what was downloaded"
  for deb in "$work"/apt/debs/*.deb; do
    printf '%s sha256 %s\n' "$(basename "$deb")" "$(sha256sum "$deb" | cut -d ' ' -f 1)"
  done >"$fresh/.kolink-$kind"
  rm -rf -- "$folder"
  mv -- "$fresh" "$folder"
  say "ready: $folder"
  printf '%s\n' "$folder"
}
