# build.sh: configures and builds one preset, quietly. Sourced, not run.
#
#   build_preset release            # into build/release; on failure the end of the log
#   build_preset bench 'bench_.*'   # only the targets of such names
#
# With ccache on the machine, it is used. PHONEBOOK_JOBS limits the parallel compilers.
# shellcheck shell=bash

build_preset() {
  local preset=$1 pattern=${2:-} begin=$SECONDS
  local log=build/$preset.log
  mkdir -p build
  echo "Building build/$preset (the log: $log)."
  configure_and_build "$preset" "$pattern" >"$log" 2>&1 || {
    echo "The build failed; the end of $log:" >&2
    tail -n 40 "$log" >&2
    return 1
  }
  echo "Built in $((SECONDS - begin)) s."
}

configure_and_build() {
  local preset=$1 pattern=$2 targets=(all)
  # libpurple finds plugins under its own prefix only, which is Debian's.
  local configure=(cmake --preset "$preset" -DCMAKE_INSTALL_PREFIX=/usr)
  if command -v ccache >/dev/null; then
    configure+=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  "${configure[@]}" || return 1
  if [[ -n $pattern ]]; then
    mapfile -t targets < <(ninja -C "build/$preset" -t targets all | sed -nE "s/^($pattern): phony\$/\1/p")
    ((${#targets[@]})) || {
      echo "There is no target like $pattern."
      return 1
    }
  fi
  cmake --build "build/$preset" --parallel "${PHONEBOOK_JOBS:-$(nproc)}" --target "${targets[@]}"
}
