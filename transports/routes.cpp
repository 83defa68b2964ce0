#include "transports/routes.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "transports/bluetooth/bluetooth_route.h"
#include "transports/folder/folder_route.h"
#include "transports/gammu/gammu_route.h"
#include "transports/usb/adb_route.h"
#include "transports/wap/wap_route.h"

namespace phonebook {
namespace {

const AdbRoute kAdb;
const GammuRoute kGammu;
const FolderRoute kFolder;
const BluetoothRoute kBluetooth;
const WapRoute kWap;

// The order within a link is the order of preference. A new route is a new row.
const std::array<const Route*, 5> kRoutes = {&kAdb, &kGammu, &kFolder, &kBluetooth, &kWap};

std::span<const Route* const> table_in_use = kRoutes;

}  // namespace

const char* to_string(Link link) noexcept {
  switch (link) {
    case Link::usb:
      return "usb";
    case Link::bluetooth:
      return "bluetooth";
    case Link::wap:
      return "wap";
  }
  return "";
}

const char* shown_link(Link link) {
  switch (link) {
    case Link::usb:
      return tr("USB");
    case Link::bluetooth:
      return tr("Bluetooth");
    case Link::wap:
      return tr("WAP");
  }
  return "";
}

Route::Absence Route::why_no_phone(const Task&) const {
  return {fmt::format(fmt::runtime(tr("No phone is set up for the route “{}”.")), name()),
          fmt::format(fmt::runtime(tr("Name one with --phone {}:ADDRESS, or set it up under “phones”.")),
                      name())};
}

std::vector<Route::Check> Route::checks(const Task&) const {
  if (auto missing = absence())
    return {{name(), false, std::move(missing->reason), std::move(missing->cure)}};
  return {{name(), true, fmt::format(fmt::runtime(tr("The route {} can be used.")), name()), {}}};
}

std::span<const Route* const> routes() { return table_in_use; }

void use_routes(std::span<const Route* const> table) noexcept {
  table_in_use = table.empty() ? std::span<const Route* const>(kRoutes) : table;
}

const Route* find_route(std::string_view name) {
  for (const Route* route : table_in_use)
    if (name == route->name()) return route;
  return nullptr;
}

}  // namespace phonebook
