// Embedded files: which one, in which coding, with which headers; or that the browser has it
// already. Each coding has an ETag of its own, because a strong ETag names the exact bytes that are
// sent.
#include "http/static.h"

FAULT(page_unknown, 404, "", "There is no such page.", "没有这个页面。");
FAULT(method_not_allowed, 405, "", "This address cannot be used in this way.",
      "该地址不支持这种操作。");

// Everything comes from here and nothing runs inline: tested against every page.
#define PAGE_POLICY                                                                                \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "   \
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "               \
    "frame-ancestors 'none'"

static const struct http_asset *find_asset(const struct http_assets *assets, str url) {
    size_t low = 0, high = assets->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(assets->items[middle].url, url);
        if (order == 0) return &assets->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const struct http_asset *asset_for(const struct http_assets *assets, str path) {
    const struct http_asset *asset = find_asset(assets, path);
    if (asset != NULL || str_find_byte(path, '.') >= 0) return asset;
    bool is_public = str_starts_with(path, STR("/p/"));
    return find_asset(assets, is_public ? STR("/p.html") : STR("/index.html"));
}

// "0", "0.", "0.0", "0.000": not wanted.
static bool is_zero(str weight) {
    if (weight.size == 0 || weight.data[0] != '0') return false;
    for (size_t i = 1; i < weight.size; i++)
        if (weight.data[i] != (i == 1 ? '.' : '0')) return false;
    return true;
}

static bool has_zero_weight(str parameters) {
    while (parameters.size > 0) {
        str value = str_trim(str_cut(&parameters, ';'));
        str name = str_trim(str_cut(&value, '='));
        if (str_equal_ignore_case(name, STR("q"))) return is_zero(str_trim(value));
    }
    return false;
}

// Whether an Accept-Encoding admits a coding, by name or, where the name is not there, by "*".
static bool accepts(str header, str coding) {
    bool by_star = false;
    while (header.size > 0) {
        str parameters = str_cut(&header, ',');
        str name = str_trim(str_cut(&parameters, ';'));
        if (str_equal_ignore_case(name, coding)) return !has_zero_weight(parameters);
        if (str_equal(name, STR("*"))) by_star = !has_zero_weight(parameters);
    }
    return by_star;
}

// Whether If-None-Match names the tag; weak and strong are alike here (RFC 9110, 13.1.2).
static bool names_tag(str header, str tag) {
    while (header.size > 0) {
        str entry = str_trim(str_cut(&header, ','));
        if (str_equal(entry, STR("*"))) return true;
        if (str_starts_with(entry, STR("W/"))) entry = str_slice(entry, 2, entry.size);
        if (str_equal(entry, tag)) return true;
    }
    return false;
}

struct choice {
    str bytes;
    str coding; // empty for identity
    const char *ending;
};

static struct choice choose(const struct http_asset *asset, const struct http_request *request) {
    str header = STR_NONE;
    http_request_header(request, STR("Accept-Encoding"), &header);
    if (asset->br.size > 0 && accepts(header, STR("br")))
        return (struct choice){asset->br, STR("br"), "-br"};
    if (asset->gzip.size > 0 && accepts(header, STR("gzip")))
        return (struct choice){asset->gzip, STR("gzip"), "-gz"};
    return (struct choice){asset->identity, STR_NONE, ""};
}

static void add_page_headers(struct http_exchange *exchange) {
    http_answer_header(exchange, "Content-Security-Policy", STR(PAGE_POLICY));
    http_answer_header(exchange, "Referrer-Policy", STR("same-origin"));
    http_answer_header(exchange, "Cross-Origin-Opener-Policy", STR("same-origin"));
}

static void answer_asset(const struct http_asset *asset, struct http_exchange *exchange) {
    struct http_answer *answer = &exchange->answer;
    struct choice choice = choose(asset, &exchange->request);
    str tag = arena_print(exchange->arena, "\"%.*s%s\"", STR_ARG(asset->etag), choice.ending),
        wanted;
    http_answer_header(exchange, "ETag", tag);
    http_answer_header(exchange, "Vary", STR("Accept-Encoding"));
    http_answer_header(exchange, "Cache-Control",
                       asset->is_immutable ? STR("public, max-age=31536000, immutable")
                                           : STR("no-cache"));
    if (str_starts_with(asset->type, STR("text/html"))) add_page_headers(exchange);
    if (http_request_header(&exchange->request, STR("If-None-Match"), &wanted) &&
        names_tag(wanted, tag)) {
        answer->status = 304;
        return;
    }
    if (choice.coding.size > 0) http_answer_header(exchange, "Content-Encoding", choice.coding);
    answer->type = asset->type;
    answer->body = choice.bytes;
}

bool http_static_answer(const struct http_assets *assets, struct http_exchange *exchange) {
    const struct http_request *request = &exchange->request;
    if (str_starts_with(request->path, STR("/api/")) || str_equal(request->path, STR("/api")))
        return false;
    if (request->method != HTTP_GET && request->method != HTTP_HEAD) {
        http_answer_header(exchange, "Allow", STR("GET, HEAD"));
        http_answer_fault(exchange, &method_not_allowed, NULL);
        return true;
    }
    const struct http_asset *asset = asset_for(assets, request->path);
    if (asset == NULL)
        http_answer_fault(exchange, &page_unknown, NULL);
    else
        answer_asset(asset, exchange);
    return true;
}
