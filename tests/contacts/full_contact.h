// A contact with every field filled, for tests that nothing is lost.
#pragma once
#include "contacts/contact.h"

namespace phonebook::testing {

inline Contact full_contact() {
  Contact c;
  c.uid = "0b9c2f5e-6a3d-4c1e-9f7a-2d4e6f8a0b1c";
  c.updated = "2026-01-02T03:04:05Z";
  c.kind = "org";
  c.name = {"Núñez", "María;José", "de, los", "Dr.", "PhD"};
  c.reading = {"nunyes", "maria jose", "de los"};
  c.formatted_name = "Dr. María José Núñez \"PhD\"";
  c.nicknames = {"Majo", "小马"};
  c.numbers = {{"+34612345678", "12", {"cell", "work"}, "Barco", true}, {"+34911234567", "", {}, "", false}};
  c.mails = {{"Maria@example.com", {"home"}, "x", true}};
  c.im_addresses = {{"xmpp", "maria@example.org", {"home"}}};
  c.organisation = {"Acme", "Ventas"};
  c.title = "Jefa";
  c.role = "Comercial";
  c.addresses = {
      {"PO 1", "2º", "Calle Mayor 1\nIzq", "Madrid", "M", "28001", "España", {"home"}, "Casa", true}};
  c.urls = {"https://example.com/?a=b&c=d"};
  c.birthday = Date{std::nullopt, 2, 29};
  c.anniversary = Date{2001, 12, 31};
  c.gender = {"f", "ella; ella"};
  c.languages = {"es", "ca-ES"};
  c.related = {{"spouse", "José, Luis"}, {"", "urn:uuid:0b9c2f5e-6a3d-4c1e-9f7a-2d4e6f8a0b1d"}};
  c.members = {"urn:uuid:0b9c2f5e-6a3d-4c1e-9f7a-2d4e6f8a0b1e"};
  c.note = "línea 1\nlínea 2";
  c.photo = Photo{std::string("\x89PNG\r\n\x1a\n\0\xff", 10), "image/png", ""};
  c.categories = {"Amigos", "VIP"};
  c.other = {{"item1", "X-FOO", {{"TYPE", "a"}, {"P", "b"}}, "raw\\, value"}};
  return c;
}

}  // namespace phonebook::testing
