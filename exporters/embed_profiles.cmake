# cmake -DOUT=profile_files.cpp -DFILES="a.txt;b.txt" -P embed_profiles.cmake: the texts as a C++ table.
set(rows "")
set(count 0)
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" text)
  string(APPEND rows "    {\"${name}\", R\"PROFILE(${text})PROFILE\"},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE "${OUT}.new" "// Made of data/profiles; change those.
#include \"exporters/profile_files.h\"

#include <array>

namespace phonebook {
namespace {
constexpr std::array<ProfileFile, ${count}> kFiles{{
${rows}}};
}  // namespace

std::span<const ProfileFile> profile_files() { return kFiles; }

}  // namespace phonebook
")
file(COPY_FILE "${OUT}.new" "${OUT}" ONLY_IF_DIFFERENT)
file(TOUCH "${OUT}")
