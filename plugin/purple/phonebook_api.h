/* What the core plugin offers to a plugin of one user interface (ours for Pidgin; anybody's).
 *
 *   PurplePlugin* core = purple_plugins_find_with_id(PHONEBOOK_CORE_ID);   // named in info.dependencies
 *   gpointer getter = NULL;
 *   g_module_symbol(core->handle, "purple_phonebook_api", &getter);
 *   const PhonebookApi* api = ((const PhonebookApi* (*)(void))getter)();
 *   if (api->version != PHONEBOOK_API_VERSION || api->size < sizeof(PhonebookApi)) … refuse to load
 *
 * Main thread only. Strings are UTF-8, never NULL, and live as long as the call. Fields may be added at the
 * end under the same version; anything else raises it. Every function does nothing while the core plugin is
 * not loaded. */
#ifndef PURPLE_PHONEBOOK_API_H
#define PURPLE_PHONEBOOK_API_H

#include <purple.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PHONEBOOK_CORE_ID "core-purple-phonebook"
#define PHONEBOOK_API_VERSION 1

#define PHONEBOOK_PREFS "/plugins/core/purple-phonebook"
#define PHONEBOOK_PREF_SHOW_BUTTON PHONEBOOK_PREFS "/show_button"
#define PHONEBOOK_PREF_MARK PHONEBOOK_PREFS "/mark_findings"

typedef struct {
  const char* id;
  const char* kind;    /* "phone", "email", … */
  const char* value;   /* E.164 for a telephone number */
  const char* display; /* for a person */
  const char* shown;   /* as it stands in the conversation window */
  int nth_from_end;    /* how often `shown` occurs again after this place in the same message */
  const char* state;   /* "new", "kept", "ignored", "not_a_number" */
  gboolean mine;       /* belongs to the partner, goes with Add to phone */
} PhonebookFinding;

typedef struct {
  void* user_data;
  /* The message that was just written to `conversation` is being looked at; `message` is its number from now
   * on. */
  void (*message)(void* user_data, PurpleConversation* conversation, guint64 message);
  /* What it holds; comes once for each message, `count` 0 included. `partner` is to be handed back as it is.
   * The conversation is alive. */
  void (*found)(void* user_data, PurpleConversation* conversation, guint64 message, const char* partner,
                const PhonebookFinding* findings, int count);
  /* The answer will never come. */
  void (*lost)(void* user_data, guint64 message);
  /* How many findings of the conversation's partner wait, whenever that changed. */
  void (*pending)(void* user_data, PurpleConversation* conversation, int pending);
  /* The person put a finding aside: it is to be marked no longer. */
  void (*put_aside)(void* user_data, const char* finding);
} PhonebookListener;

/* A contact's card as a QR code, to be drawn. */
typedef struct {
  const char* id; /* the same for the same card: one window each */
  const char* name;
  int size;                         /* modules a side, 1 to 177, without the quiet zone */
  int quiet_zone;                   /* modules of white that belong around it */
  const unsigned char* modules;     /* size * size, row by row from above; 1 = black, 0 = white */
  const char* sentence;             /* how to scan it */
  const char* remark;               /* what was left out, and why; "" for nothing */
  PurpleConversation* conversation; /* where it was asked for; NULL when that is none that is open */
} PhonebookCode;
typedef void (*PhonebookCodeViewer)(void* user_data, const PhonebookCode* code);

typedef struct {
  guint32 version;
  guint32 size;
  /* One listener; NULL takes it back. The struct is copied. FALSE when there is one already. */
  gboolean (*listen)(const PhonebookListener* listener);
  /* Findings that wait for the partner of an IM conversation; 0 where nothing is known yet. */
  int (*pending)(PurpleConversation* conversation);
  /* A sentence that says what Add to phone will do now; to be freed with g_free. */
  char* (*what_will_happen)(PurpleConversation* conversation);
  /* `partner` and `finding` as `found` gave them, or NULL for the conversation's partner and all that waits.
   */
  void (*add_to_phone)(PurpleConversation* conversation, const char* partner, const char* finding);
  /* `as` is "ignored", "not_a_number" or "new". */
  void (*put_aside)(PurpleConversation* conversation, const char* finding, const char* as);
  /* Looks at a message once more that was written earlier (a tab that is rebuilt, a conversation that was
   * open before load): `found` follows. 0 when it will not. */
  guint64 (*find_again)(PurpleConversation* conversation, const char* who, const char* text,
                        PurpleMessageFlags flags, time_t when);
  /* The preferences of all plugins of the phone book: works also while the core plugin is not loaded. */
  PurplePluginPrefFrame* (*preference_frame)(PurplePlugin* plugin);
  /* Who draws codes; NULL takes it back, and they are shown as text again. FALSE when there is one already.
   */
  gboolean (*show_codes_with)(PhonebookCodeViewer viewer, void* user_data);
  /* `partner` and `finding` as for add_to_phone. The viewer is called later, or a sentence says why not. */
  void (*show_code)(PurpleConversation* conversation, const char* partner, const char* finding);
} PhonebookApi;

G_MODULE_EXPORT const PhonebookApi* purple_phonebook_api(void);

#ifdef __cplusplus
}
#endif
#endif
