# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What run, compare and measure share: building for a kernel, its modules, a guest's archive. To be sourced.
# Needs $here. Sets $arch, $kernel, $kdir, $cross, $image, $release, $work.
# shellcheck disable=SC2034,SC2154

target() { # ARCH KERNEL KDIR; fails if that is nothing to build for
  arch=$1 kernel=$2 kdir=$3
  [[ -d $kernel && -d $kdir ]] || return 1
  case $arch in
    amd64) cross='' karch='' image=$(echo "$kernel"/boot/vmlinuz-*) ;;
    arm64) cross=aarch64-linux-gnu- karch=arm64 image=$(echo "$kernel"/boot/vmlinuz-*) ;;
    m68k) cross=m68k-linux-gnu- karch=m68k image=$kernel/boot/vmlinux ;;
    *) return 1 ;;
  esac
  [[ $(uname -m) != aarch64 || $arch != arm64 ]] || cross=
  if [[ $arch = amd64 && $(uname -m) != x86_64 ]]; then cross=x86_64-linux-gnu- karch=x86; fi
  release=$(ls "$kernel/lib/modules")
  work=$(mktemp -d)
  trap 'rm -rf -- "$work"' EXIT
}

build() { # NAME SOURCES [VARIABLE...]: modules from sources, into $work/NAME
  local name=$1 sources=$2 options=()
  shift 2
  mkdir "$work/$name"
  cp -- "$sources"/*.[ch] "$sources/Kbuild" "$work/$name/"
  rm -f -- "$work/$name"/{guest,link,client,harm,hostile,program,uses,relay,cost,autoload}.c
  [[ -z $karch ]] || options+=("ARCH=$karch")
  [[ -z $cross ]] || options+=("CROSS_COMPILE=$cross")
  "${KL_MAKE:-make}" -s -C "$kdir" M="$work/$name" KBUILD_MODPOST_WARN=1 "${options[@]}" "$@" modules \
    >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    exit 1
  }
  if grep -E 'warning:|error:' "$work/log"; then exit 1; fi
  "${cross}strip" -g "$work/$name"/*.ko
}

client() { # compiles process 1 into $work/guest
  "${cross}gcc" -O1 -Wall -Werror -static -o "$work/guest" "$here"/{guest,link,client,harm,hostile,program,uses,relay,cost,autoload}.c
}

decompressed() { # FILE TO
  case $1 in
    *.xz) xz -dc "$1" ;;
    *.gz) gzip -dc "$1" ;;
    *.zst) zstd -dcq "$1" ;;
    *) cat "$1" ;;
  esac >"$2"
}

module() { # NAME: one of the kernel's own, into $work/NAME.ko
  local found
  found=$(find -L "$kernel/lib/modules" -name "$1.ko*" | head -n 1)
  [[ -n $found ]] || {
    echo "${0##*/}: no module $1 in $kernel" >&2
    exit 1
  }
  decompressed "$found" "$work/$1.ko"
}

# Modules in the order to load, each as FILE=PLACE, PLACE below a folder; numbered if the order must be seen.
placed=()
place() { # FOLDER numbered|named NAME...
  local folder=$1 how=$2 each n=0 name
  shift 2
  mkdir -p "$work/$folder"
  while IFS= read -r each; do
    n=$((n + 1))
    name=${each##*/}
    name=${name%.ko*}.ko
    [[ $how = named ]] || name=$(printf '%04d-%s' "$n" "$name")
    decompressed "$each" "$work/$folder/$name"
    placed+=("$work/$folder/$name=$folder/$name")
  done < <("$here/ordered" "$kernel" "$@")
}

# Modules where they lie in the tree, with what depmod makes of the whole of it.
indexed() { # NAME...
  local base=$work/indexed each
  if [[ ! -d $base ]]; then
    mkdir -p "$base/lib/modules"
    cp -rL "$kernel/lib/modules/$release" "$base/lib/modules/"
    depmod -b "$base" "$release"
  fi
  for each in "$base/lib/modules/$release"/modules.*; do placed+=("$each=lib/modules/$release/${each##*/}"); done
  while IFS= read -r each; do
    each=${each#"$kernel/lib/modules/$release/"}
    placed+=("$base/lib/modules/$release/$each=lib/modules/$release/$each")
  done < <("$here/ordered" "$kernel" "$@")
}

# What the kernel's helper may be: kmod, kolink's command behind /init's other name, the daemon's client.
helpers() {
  local each
  "${cross}gcc" -O2 -Wall -Werror -static -o "$work/kolink-request" "$here/../../../autoload/client/kolink-request.c"
  placed+=("$work/kolink-request=sbin/kolink-request" "$work/guest=sbin/kolink-helper")
  local kmod libraries other
  if [[ -z $cross ]]; then
    kmod=$(readlink -f "$(command -v kmod)")
    libraries=$(ldd "$kmod" | sed -n 's/^.*=> \(\/[^ ]*\) .*/\1/p')
  elif other=$("$here/../../../testdata/kernels/obtain-kmod" "$arch"); then
    kmod=$other/bin/kmod
    libraries=$(find "$other" -name libc.so.6 -o -name liblzma.so.5 -o -name libzstd.so.1 -o -name libcrypto.so.3)
  else
    echo "${0##*/}: no kmod for $arch: the round with it will fail each request" >&2
    return 0
  fi
  placed+=("$kmod=sbin/modprobe")
  for each in $libraries; do
    placed+=("$(readlink -f "$each")=lib/$(basename "$(dirname "$each")")/${each##*/}")
  done
}

# A Java and kolink for the guest: KL_JAVA is what java-image made, else it is made now. With what an installed system has of
# its kernel: the configuration; and where there are no versions, by which the device tells enough, exports with namespaces.
java_image() {
  local symvers
  placed+=("$(echo "$kernel"/boot/config-*)=boot/config-$release")
  symvers=$(echo "$kernel"/usr/src/*/Module.symvers)
  if ! grep -qE '^0x0*[1-9a-f]' "$symvers"; then placed+=("$symvers=usr/src/linux-headers-$release/Module.symvers"); fi
  if [[ -z ${KL_JAVA:-} ]]; then
    "$here/java-image" "$arch" "$work/java" || return
    KL_JAVA=$work/java
  fi
  export KL_INITRD=$KL_JAVA KL_MEMORY=${KL_MEMORY:-2G} KL_SECONDS=${KL_SECONDS:-900}
}
