// glib_handles: owners for what GLib and GIO hand out.
//
//   Variant answer(g_variant_get_child_value(tuple, 0));      // adopts the reference
#pragma once
#include <gio/gio.h>

#include <memory>
#include <string>

namespace phonebook {

struct GObjectUnref {
  void operator()(gpointer object) const noexcept { g_object_unref(object); }
};
template <class T>
using GObjectHandle = std::unique_ptr<T, GObjectUnref>;

struct VariantUnref {
  void operator()(GVariant* variant) const noexcept { g_variant_unref(variant); }
};
using Variant = std::unique_ptr<GVariant, VariantUnref>;

struct MainContextUnref {
  void operator()(GMainContext* context) const noexcept { g_main_context_unref(context); }
};
using MainContext = std::unique_ptr<GMainContext, MainContextUnref>;

struct ErrorFree {
  void operator()(GError* error) const noexcept { g_error_free(error); }
};
using ErrorHandle = std::unique_ptr<GError, ErrorFree>;

// A floating reference (g_variant_new) becomes ours.
[[nodiscard]] inline Variant take_variant(GVariant* floating) {
  return Variant(g_variant_ref_sink(floating));
}

// The text of a string or object path; "" for anything else, or for null.
[[nodiscard]] inline std::string text_of(GVariant* value) {
  if (!value || !(g_variant_is_of_type(value, G_VARIANT_TYPE_STRING) ||
                  g_variant_is_of_type(value, G_VARIANT_TYPE_OBJECT_PATH)))
    return {};
  return g_variant_get_string(value, nullptr);
}

// What an a{sv} holds under `key`; null when there is none.
[[nodiscard]] inline Variant entry_of(GVariant* dictionary, const char* key) {
  return Variant(g_variant_lookup_value(dictionary, key, nullptr));
}
[[nodiscard]] inline bool flag_of(GVariant* dictionary, const char* key) {
  const Variant value = entry_of(dictionary, key);
  return value && g_variant_is_of_type(value.get(), G_VARIANT_TYPE_BOOLEAN) &&
         g_variant_get_boolean(value.get()) != FALSE;
}

}  // namespace phonebook
