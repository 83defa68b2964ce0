// Pidgin's headers, which are C: most of them lack extern "C", and gtkblist.h names a parameter `new`.
#pragma once
#include <gtk/gtk.h>
#include <purple.h>
extern "C" {
#include <gtkconv.h>
#include <gtkimhtml.h>
#include <gtkplugin.h>
}
