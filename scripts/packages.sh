# packages.sh: which Debian packages each job needs, and how those that are missing get installed. Sourced, not run.
#
#   need_packages "to build" "${build_packages[@]}"
#   need_packages "for the demonstration" "${demo_packages[@]}"
#
# dpkg is asked first, so with everything there neither root nor a network is needed.
# shellcheck shell=bash

# shellcheck disable=SC2034  # the lists are for the scripts that source this file
build_packages=(
  g++ cmake ninja-build pkg-config gettext
  libfmt-dev nlohmann-json3-dev libcli11-dev libicu-dev libre2-dev libsqlite3-dev libsodium-dev
  libglib2.0-dev libphonenumber-dev libprotobuf-dev libcurl4-openssl-dev libmicrohttpd-dev libgtk2.0-dev libpurple-dev pidgin-dev
  libqrencode-dev libpng-dev
  libzip-dev libexpat1-dev libxml2-dev libpoppler-cpp-dev libgmime-3.0-dev
  libxlsxwriter-dev libpango1.0-dev libcairo2-dev libturbojpeg0-dev
)
# shellcheck disable=SC2034
run_packages=(pidgin python3 python3-dbus gammu adb android-sdk-platform-tools-common)
# shellcheck disable=SC2034
demo_packages=(
  pidgin gammu adb kannel kannel-extras prosody xvfb xdotool openbox imagemagick xterm dbus dbus-x11 x11-utils procps
  python3 python3-dbus python3-gi python3-slixmpp python3-vobject fonts-dejavu-core fonts-noto-cjk
)
# shellcheck disable=SC2034
test_packages=(
  googletest libgtest-dev libgmock-dev gammu adb mksh kannel kannel-extras openssl python3 python3-vobject dbus python3-dbus python3-gi
  tmux finch libpurple-bin locales libglib2.0-bin dpkg-dev file git
  zbar-tools
  python3-openpyxl python3-docx python3-cairo qpdf
  poppler-utils fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji
)
# For the small machine of tests/lab/vm, which also fetches a kernel. Without them one test is skipped.
# shellcheck disable=SC2034
vm_packages=(qemu-system-x86 busybox-static kmod bluez bluez-obexd bluez-test-tools dbus python3-dbus python3-gi python3-vobject)
# shellcheck disable=SC2034
bench_packages=(libbenchmark-dev libhyperscan-dev ripgrep python3-phonenumbers)
# shellcheck disable=SC2034
clang_packages=(clang-16 libclang-rt-16-dev clang-tidy-16)

scripts_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# need_packages WHY PACKAGE…: installs those of the packages that are not there; returns 1, having said why, when it cannot.
need_packages() {
  local why=$1 package missing=()
  shift
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  echo "Installing $why: ${missing[*]}"
  local become_root=()
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing, and installing them needs root: there is no sudo here." >&2
      echo "As root: apt-get install --no-install-recommends ${missing[*]}" >&2
      return 1
    fi
    become_root=(sudo --)
    # Without a terminal nobody can type a password: fail with sudo's own sentence instead of waiting.
    [[ -t 0 ]] || become_root=(sudo -n --)
  fi
  "${become_root[@]}" "$scripts_folder/install-packages" "${missing[@]}" || {
    echo "The packages could not be installed; apt's words are above." >&2
    return 1
  }
}
