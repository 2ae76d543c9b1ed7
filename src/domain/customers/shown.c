// Rows as the API shows them: what an actor may do with each, whose phone number he may see, what
// was given. Masking is here and nowhere else. Leaves to others: which rows there are (read.c) and
// how they change (customers.c, contacts.c).
#include "domain/customers/shown.h"

#include "base/utf8.h"
#include "command/book.h"
#include "crypto/crypto.h"
#include "format/fold.h"

enum { GIFT_DAYS = 90, HASH_DIGITS = 32 };

// ---- Personal values ---------------------------------------------------------------------------

// Characters from..to of a text.
static str characters(str text, size_t from, size_t to) {
    size_t start = 0;
    size_t at = 0;
    for (size_t i = 0; i < to && at < text.size; i++) {
        utf8_next(text, &at);
        if (i + 1 == from) start = at;
    }
    return str_slice(text, start, at);
}

static str mask_phone(struct arena *arena, str phone) {
    size_t count = utf8_count(phone);
    if (count == 0) return STR_NONE;
    if (count < 8) return STR("****");
    return arena_print(arena, "%.*s****%.*s", STR_ARG(characters(phone, 0, 3)),
                       STR_ARG(characters(phone, count - 4, count)));
}

static str mask_email(struct arena *arena, str email) {
    ptrdiff_t at = str_find_byte(email, '@');
    if (email.size == 0) return STR_NONE;
    if (at <= 0) return STR("****");
    return arena_print(arena, "%.*s***%.*s", STR_ARG(characters(email, 0, 1)),
                       STR_ARG(str_slice(email, (size_t)at, email.size)));
}

str customers_name_hash(struct arena *arena, const struct book *book, str name) {
    str folded = fold_text(arena, name);
    struct buf plain = buf_in(arena, folded.size + 1);
    for (size_t i = 0; i < folded.size; i++)
        if (folded.data[i] != ' ') buf_add_byte(&plain, folded.data[i]);
    uint8_t mac[CRYPTO_SHA256_SIZE];
    str key = {(const char *)book->name_key.bytes, sizeof(book->name_key.bytes)};
    crypto_hmac_sha256(key, buf_str(&plain), mac);
    return crypto_hex_encode(arena, (str){(const char *)mac, HASH_DIGITS / 2});
}

// ---- Customers ---------------------------------------------------------------------------------

// The first day of the calendar year, some years on.
static date year_start(date day, int32_t years) {
    return date_join((struct date_parts){date_split(day).year + years, 1, 1});
}

struct customers_customer customers_shown_customer(const struct customers_viewer *viewer,
                                                   const struct customers_shown *row) {
    struct customers_customer shown = {.id = row->id,
                                       .code = row->code,
                                       .name = row->name,
                                       .name_en = row->name_en,
                                       .nature = row->nature,
                                       .is_listed = row->is_listed,
                                       .region = row->region,
                                       .industry = row->industry,
                                       .group = row->group_id,
                                       .group_name = row->group_name,
                                       .owner = row->owner,
                                       .owner_name = row->owner_name,
                                       .tax_number = row->tax_number,
                                       .is_merged = row->merged_into != 0,
                                       .merged_into = row->merged_into,
                                       .given_year = money_of(row->given, viewer->book->currency),
                                       .created = row->created};
    LIST(str) may = {0};
    if (!shown.is_merged && actor_has_right(viewer->actor, "customers.write")) {
        *list_push(viewer->arena, &may) = STR("edit_customer");
        *list_push(viewer->arena, &may) = STR("add_contact");
        *list_push(viewer->arena, &may) = STR("record_purchase");
    }
    if (!shown.is_merged && actor_has_right(viewer->actor, "customers.merge"))
        *list_push(viewer->arena, &may) = STR("merge_customer");
    shown.may.items = may.items;
    shown.may.count = may.count;
    return shown;
}

struct customers_shown_in customers_shown_of(int64_t id, date today) {
    return (struct customers_shown_in){
        .year_start = year_start(today, 0), .year_end = year_start(today, 1), .id = id};
}

// ---- People ------------------------------------------------------------------------------------

struct customers_contact customers_contact_of_row(struct arena *arena, const struct actor *actor,
                                                  const struct customers_contact_by_id *row,
                                                  str currency) {
    bool is_full = actor_has_right(actor, "customers.write");
    struct customers_contact contact = {
        .id = row->id,
        .customer = row->customer,
        .name = row->name,
        .title = row->title,
        .phone = is_full ? row->phone : mask_phone(arena, row->phone),
        .email = is_full ? row->email : mask_email(arena, row->email),
        .is_official = row->is_official,
        .is_relative = row->is_relative,
        .relative_of = row->relative_of,
        .household = row->household,
        .is_buyer = row->is_buyer,
        .is_active = row->is_active,
        .given_year = money_of(0, currency)};
    if (is_full) {
        contact.may.items = ARENA_NEW(arena, str);
        contact.may.items[contact.may.count++] = STR("edit_contact");
    }
    return contact;
}

struct customers_contact customers_shown_contact(const struct customers_viewer *viewer,
                                                 const struct customers_contact_shown *row) {
    struct customers_contact contact =
        customers_contact_of_row(viewer->arena, viewer->actor,
                                 &(struct customers_contact_by_id){.id = row->id,
                                                                   .customer = row->customer,
                                                                   .name = row->name,
                                                                   .title = row->title,
                                                                   .phone = row->phone,
                                                                   .email = row->email,
                                                                   .is_official = row->is_official,
                                                                   .is_relative = row->is_relative,
                                                                   .relative_of = row->relative_of,
                                                                   .household = row->household,
                                                                   .is_buyer = row->is_buyer,
                                                                   .is_active = row->is_active},
                                 viewer->book->currency);
    contact.customer_name = row->customer_name;
    contact.given_year = money_of(row->given, viewer->book->currency);
    contact.gifts_90d = row->gifts;
    return contact;
}

struct customers_contact_shown_in customers_contact_shown_of(int64_t id, date today) {
    return (struct customers_contact_shown_in){.year_start = year_start(today, 0),
                                               .year_end = year_start(today, 1),
                                               .gift_day = date_add_days(today, -GIFT_DAYS),
                                               .gift_end = today,
                                               .id = id};
}
