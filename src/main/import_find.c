// Codes, names and logins to ids. What was found once is remembered, because a file of half a
// million rows names the same four thousand customers; what was not found is asked again, because
// an earlier row may have brought it meanwhile.
#include "main/import.h"

#include "caps_api.h"
#include "caps_sql.h"
#include "crypto/crypto.h"
#include "customers_api.h"
#include "customers_sql.h"
#include "people_api.h"
#include "people_sql.h"

static str key_of(struct arena *arena, enum import_type type, str text) {
    return arena_print(arena, "%d:%.*s", (int)type, STR_ARG(text));
}

void import_know(struct import_finding *finding, enum import_type type, str text, int64_t id) {
    int64_t *kept = ARENA_NEW(finding->arena, int64_t);
    *kept = id;
    map_put(finding->known, key_of(finding->arena, type, text), kept);
}

// ---- Each kind of reference; *ret_id stays 0 where nothing is found ----------------------------

static fault find_department(struct import_finding *finding, str text, int64_t *ret_id) {
    struct people_departments_all_list rows;
    TRY(people_departments_all(finding->reader, finding->scratch, &rows));
    for (size_t i = 0; i < rows.count; i++)
        if (str_equal(rows.items[i].code, text)) *ret_id = rows.items[i].id;
    for (size_t i = 0; i < rows.count && *ret_id == 0; i++)
        if (str_equal(rows.items[i].name, text)) *ret_id = rows.items[i].id;
    return NULL;
}

static fault find_user(struct import_finding *finding, str text, int64_t *ret_id) {
    struct people_user_by_login row;
    bool is_there;
    TRY(people_user_by_login(finding->reader, &(struct people_user_by_login_in){text},
                             finding->scratch, &row, &is_there));
    if (is_there) *ret_id = row.id;
    return NULL;
}

str import_customer_code(struct arena *arena, str name) {
    uint8_t digest[CRYPTO_SHA256_SIZE];
    crypto_sha256(name, digest);
    str hex = crypto_hex_encode(arena, (str){(const char *)digest, 6});
    return arena_join(arena, STR("C-"), hex);
}

static fault find_customer_by_code(struct import_finding *finding, str code, int64_t *ret_id) {
    struct customers_id_by_code row;
    bool is_there;
    TRY(customers_id_by_code(finding->reader, &(struct customers_id_by_code_in){code},
                             finding->scratch, &row, &is_there));
    if (is_there) *ret_id = row.id;
    return NULL;
}

// By code, by name, and by the code that was made of the name (a long name was cut).
static fault find_customer(struct import_finding *finding, str text, int64_t *ret_id) {
    struct customers_id_by_name row;
    bool is_there;
    TRY(find_customer_by_code(finding, text, ret_id));
    if (*ret_id != 0) return NULL;
    TRY(customers_id_by_name(finding->reader, &(struct customers_id_by_name_in){text},
                             finding->scratch, &row, &is_there));
    if (is_there) *ret_id = row.id;
    if (is_there) return NULL;
    return find_customer_by_code(finding, import_customer_code(finding->scratch, text), ret_id);
}

static fault find_cap(struct import_finding *finding, str text, int64_t *ret_id) {
    struct caps_all_list rows;
    int64_t id = 0;
    TRY(caps_all(finding->reader, finding->scratch, &rows));
    str_to_int(text, &id);
    for (size_t i = 0; i < rows.count; i++)
        if (rows.items[i].id == id || str_equal(rows.items[i].name, text) ||
            str_equal_ignore_case(rows.items[i].name_en, text))
            *ret_id = rows.items[i].id;
    return NULL;
}

static fault look_up(struct import_finding *finding, enum import_type type, str text,
                     int64_t *ret_id) {
    switch (type) {
    case IMPORT_DEPARTMENT: return find_department(finding, text, ret_id);
    case IMPORT_USER: return find_user(finding, text, ret_id);
    case IMPORT_CUSTOMER: return find_customer(finding, text, ret_id);
    case IMPORT_CAP: return find_cap(finding, text, ret_id);
    default: ASSERT(!"a reference"); return NULL;
    }
}

static fault unknown_of(enum import_type type) {
    switch (type) {
    case IMPORT_DEPARTMENT: return &department_unknown;
    case IMPORT_USER: return &user_unknown;
    case IMPORT_CAP: return &cap_unknown;
    default: return &customer_unknown;
    }
}

static void note_text(struct import_finding *finding, str text, struct fault_note *ret_note) {
    ret_note->en = arena_print(finding->scratch, "\"%.*s\"", STR_ARG(str_slice(text, 0, 200)));
    ret_note->zh = arena_print(finding->scratch, "“%.*s”", STR_ARG(str_slice(text, 0, 200)));
}

fault import_find(struct import_finding *finding, enum import_type type, str text, int64_t *ret_id,
                  struct fault_note *ret_note) {
    const int64_t *known = map_get(finding->known, key_of(finding->scratch, type, text));
    *ret_id = known == NULL ? 0 : *known;
    if (*ret_id != 0) return NULL;
    TRY(look_up(finding, type, text, ret_id));
    if (*ret_id != 0) {
        import_know(finding, type, arena_copy(finding->arena, text), *ret_id);
        return NULL;
    }
    note_text(finding, text, ret_note);
    return unknown_of(type);
}

fault import_find_contact(struct import_finding *finding, int64_t customer, str name,
                          int64_t *ret_id, struct fault_note *ret_note) {
    int64_t after = 0;
    for (;;) {
        struct customers_contacts_of_list rows;
        TRY(customers_contacts_of(finding->reader,
                                  &(struct customers_contacts_of_in){.customer = customer,
                                                                     .after_id = after,
                                                                     .count = LIMIT_PAGE_ROWS},
                                  finding->scratch, &rows));
        for (size_t i = 0; i < rows.count; i++) {
            *ret_id = rows.items[i].id;
            if (str_equal(rows.items[i].name, name)) return NULL;
            after = *ret_id;
        }
        if (rows.count < LIMIT_PAGE_ROWS) break;
    }
    note_text(finding, name, ret_note);
    ret_note->field = STR("contact");
    return &contact_unknown;
}
