// static: the pages that are built into the program. tools/embed makes the table: one line per file
// with its content as it is, with Brotli and with gzip. Nothing is read from a disk, so no request
// can name a file that was not meant.
#ifndef HTTP_STATIC_H
#define HTTP_STATIC_H

#include "http/http.h"

struct http_asset {
    str url;  // "/assets/app-3f2a.js"
    str type; // Content-Type
    str etag; // hash of the content, without quotes
    bool is_immutable;
    str identity;
    str br; // empty where it would not be smaller
    str gzip;
};

struct http_assets {
    const struct http_asset *items; // sorted by url, byte order
    size_t count;
};

// Answers a request for a page or a file, whatever it is, also with 404, 405 and 304. "/" and
// unknown paths without a dot are "/index.html" (the page finds its way by the path itself), under
// "/p/" they are "/p.html". False, and no answer, for paths under "/api/": those are the router's.
bool http_static_answer(const struct http_assets *assets, struct http_exchange *exchange);

extern const struct fault page_unknown;       // 404
extern const struct fault method_not_allowed; // 405

#endif
