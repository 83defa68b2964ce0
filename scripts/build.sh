# build.sh: configures and builds one preset, quietly. Sourced, not run.
#
#   build_preset release            # into build/release; on failure the end of the log
#   build_preset dev all -DX=ON     # more for cmake after the target
#
# With ccache on the machine, it is used. PHONEBOOK_JOBS limits the parallel compilers.
# shellcheck shell=bash

build_preset() {
  local preset=$1 target=${2:-all} log begin=$SECONDS
  shift $(($# > 1 ? 2 : 1))
  mkdir -p build
  log=build/$preset.log
  # libpurple finds plugins under its own prefix only, which is Debian's.
  local configure=(cmake --preset "$preset" -DCMAKE_INSTALL_PREFIX=/usr "$@")
  if command -v ccache >/dev/null; then
    configure+=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  echo "Building build/$preset (the log: $log)."
  if ! { "${configure[@]}" && cmake --build "build/$preset" --target "$target" --parallel "${PHONEBOOK_JOBS:-$(nproc)}"; } >"$log" 2>&1; then
    echo "The build failed; the end of $log:" >&2
    tail -n 40 "$log" >&2
    return 1
  fi
  echo "Built in $((SECONDS - begin)) s."
}
