// The header of a request, line by line as the bytes come: each byte is looked at once to find the
// end of its line and once more for what it means. Nothing is copied; a path is only where it has
// %XX. The rules that decide where a message ends are here and nowhere else.
#include "http/parse.h"

FAULT(request_line_malformed, 400, "", "The request line is malformed.", "请求行格式不正确。");
FAULT(line_malformed, 400, "", "A header line holds a control byte or does not end in CR LF.",
      "请求头含有控制字符，或未以 CR LF 结尾。");
FAULT(header_malformed, 400, "", "A header field is malformed.", "请求头字段格式不正确。");
FAULT(host_wrong, 400, "Host", "The request needs exactly one valid Host.",
      "请求必须有且只有一个有效的 Host。");
FAULT(length_wrong, 400, "Content-Length", "Content-Length is malformed or given twice.",
      "Content-Length 格式不正确或重复。");
FAULT(framing_ambiguous, 400, "Transfer-Encoding", "The end of the request is ambiguous.",
      "无法确定请求在哪里结束。");
FAULT(target_malformed, 400, "", "The address of the request is malformed.",
      "请求地址格式不正确。");
FAULT(expectation_unknown, 417, "Expect", "This expectation is not known.",
      "不支持该 Expect 要求。");
FAULT(header_too_large, 431, "", "The request header is too large.", "请求头过大。");
FAULT(method_unknown, 501, "", "This method is not known.", "不支持该请求方法。");
FAULT(transfer_coding_unknown, 501, "Transfer-Encoding", "This transfer coding is not known.",
      "不支持该传输编码。");
FAULT(version_unsupported, 505, "", "Only HTTP 1.1 and 1.0 are spoken here.",
      "只支持 HTTP 1.1 和 1.0。");

// What a byte may be part of.
enum { TEXT = 1, TOKEN = 2, TARGET = 4, HOST = 8, ALL = 15 };

static const unsigned char byte_kinds[256] = {
    ['\t'] = TEXT,
    [' '] = TEXT,
    ['!'] = TEXT | TOKEN | TARGET,
    ['"'] = TEXT,
    ['#'] = TEXT | TOKEN,
    ['$' ... '\''] = TEXT | TOKEN | TARGET,
    ['(' ... ')'] = TEXT | TARGET,
    ['*' ... '+'] = TEXT | TOKEN | TARGET,
    [','] = TEXT | TARGET,
    ['-' ... '.'] = ALL,
    ['/'] = TEXT | TARGET,
    ['0' ... '9'] = ALL,
    [':'] = TEXT | TARGET | HOST,
    [';'] = TEXT | TARGET,
    ['<'] = TEXT,
    ['='] = TEXT | TARGET,
    ['>'] = TEXT,
    ['?' ... '@'] = TEXT | TARGET,
    ['A' ... 'Z'] = ALL,
    ['['] = TEXT | TARGET | HOST,
    ['\\'] = TEXT,
    [']'] = TEXT | TARGET | HOST,
    ['^'] = TEXT | TOKEN | TARGET,
    ['_'] = ALL,
    ['`'] = TEXT | TOKEN | TARGET,
    ['a' ... 'z'] = ALL,
    ['{'] = TEXT | TARGET,
    ['|'] = TEXT | TOKEN | TARGET,
    ['}'] = TEXT | TARGET,
    ['~'] = TEXT | TOKEN | TARGET,
    [0x80 ... 0xff] = TEXT,
};

static bool is_all(str text, unsigned kind) {
    for (size_t i = 0; i < text.size; i++)
        if ((byte_kinds[(unsigned char)text.data[i]] & kind) == 0) return false;
    return text.size > 0;
}

// The next whole line without its CR LF; *ret_is_whole is false when more bytes are needed.
static fault next_line(struct http_parser *parser, str bytes, str *ret_line, bool *ret_is_whole) {
    size_t at = parser->at;
    while (at < bytes.size && (byte_kinds[(unsigned char)bytes.data[at]] & TEXT) != 0) at++;
    parser->at = at;
    *ret_is_whole = false;
    if (at < bytes.size && bytes.data[at] != '\r') return &line_malformed;
    if (at + 1 >= bytes.size) return NULL;
    if (bytes.data[at + 1] != '\n') return &line_malformed;
    *ret_line = str_slice(bytes, parser->line_start, at);
    *ret_is_whole = true;
    parser->at = parser->line_start = at + 2;
    return NULL;
}

static fault read_version(str version, struct http_request *request) {
    if (version.size != 8 || !str_starts_with(version, STR("HTTP/")) || version.data[6] != '.')
        return &request_line_malformed;
    char major = version.data[5], minor = version.data[7];
    if (major < '0' || major > '9' || minor < '0' || minor > '9') return &request_line_malformed;
    if (major != '1' || minor > '1') return &version_unsupported;
    request->minor_version = minor - '0';
    return NULL;
}

static const str method_names[] = {
    [HTTP_GET] = {"GET", 3},         [HTTP_HEAD] = {"HEAD", 4},   [HTTP_POST] = {"POST", 4},
    [HTTP_PUT] = {"PUT", 3},         [HTTP_PATCH] = {"PATCH", 5}, [HTTP_DELETE] = {"DELETE", 6},
    [HTTP_OPTIONS] = {"OPTIONS", 7},
};

str http_method_name(enum http_method method) {
    ASSERT(method >= HTTP_GET && method <= HTTP_OPTIONS);
    return method_names[method];
}

static fault read_method(str name, struct http_request *request) {
    if (!is_all(name, TOKEN)) return &request_line_malformed;
    for (int method = HTTP_GET; method <= HTTP_OPTIONS; method++) {
        if (!str_equal(name, method_names[method])) continue;
        request->method = (enum http_method)method;
        return NULL;
    }
    return &method_unknown;
}

static fault read_target(struct arena *arena, str target, struct http_request *request) {
    if (!is_all(target, TARGET)) return &target_malformed;
    request->target = target;
    if (request->method == HTTP_OPTIONS && str_equal(target, STR("*"))) {
        request->path = target;
        return NULL;
    }
    if (target.data[0] != '/') return &target_malformed;
    str query = target;
    str path = str_cut(&query, '?');
    if (!http_path_decode(arena, path, &request->path)) return &target_malformed;
    if (!http_query_is_valid(arena, query)) return &target_malformed;
    request->query = query;
    return NULL;
}

static fault read_request_line(struct arena *arena, str line, struct http_request *request) {
    str rest = line;
    str method = str_cut(&rest, ' ');
    str target = str_cut(&rest, ' ');
    if (method.size == 0 || target.size == 0) return &request_line_malformed;
    TRY(read_version(rest, request));
    TRY(read_method(method, request));
    return read_target(arena, target, request);
}

static fault read_length(struct http_parser *parser, str value) {
    if (parser->has_length || value.size == 0) return &length_wrong;
    uint64_t length = 0;
    for (size_t i = 0; i < value.size; i++) {
        char digit = value.data[i];
        if (digit < '0' || digit > '9') return &length_wrong;
        if (length > (UINT64_MAX - 9) / 10) return &body_too_large;
        length = length * 10 + (uint64_t)(digit - '0');
    }
    parser->has_length = true;
    parser->length = length;
    return NULL;
}

// "chunked" alone is what we speak. It must be the last coding and stand once; any other coding
// before it we do not know.
static fault read_transfer(struct http_parser *parser, str value) {
    if (parser->has_transfer || value.size == 0) return &framing_ambiguous;
    parser->has_transfer = true;
    bool has_other = false;
    bool has_more = true;
    while (has_more) {
        has_more = str_find_byte(value, ',') >= 0;
        str coding = str_trim(str_cut(&value, ','));
        if (parser->is_chunked || coding.size == 0) return &framing_ambiguous;
        parser->is_chunked = str_equal_ignore_case(coding, STR("chunked"));
        has_other = has_other || !parser->is_chunked;
    }
    return has_other ? &transfer_coding_unknown : NULL;
}

static fault read_host(struct http_parser *parser, str value, struct http_request *request) {
    if (parser->has_host || !is_all(value, HOST)) return &host_wrong;
    parser->has_host = true;
    request->host = value;
    return NULL;
}

static fault read_connection(struct http_parser *parser, str value) {
    while (value.size > 0) {
        str option = str_trim(str_cut(&value, ','));
        if (str_equal_ignore_case(option, STR("close"))) parser->is_last = true;
    }
    return NULL;
}

static fault read_expect(struct http_parser *parser, str value) {
    if (!str_equal_ignore_case(value, STR("100-continue"))) return &expectation_unknown;
    parser->expects_continue = true;
    return NULL;
}

// The fields that decide where the message ends and what happens to the connection.
static fault read_special(struct http_parser *parser, const struct http_header *header,
                          struct http_request *request) {
    str name = header->name;
    switch (name.size) {
    case 4:
        if (str_equal_ignore_case(name, STR("Host")))
            return read_host(parser, header->value, request);
        break;
    case 6:
        if (str_equal_ignore_case(name, STR("Expect"))) return read_expect(parser, header->value);
        break;
    case 10:
        if (str_equal_ignore_case(name, STR("Connection")))
            return read_connection(parser, header->value);
        break;
    case 14:
        if (str_equal_ignore_case(name, STR("Content-Length")))
            return read_length(parser, header->value);
        break;
    case 17:
        if (str_equal_ignore_case(name, STR("Transfer-Encoding")))
            return read_transfer(parser, header->value);
        break;
    default: break;
    }
    return NULL;
}

static str trim_blanks(str text) {
    while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t')) text.data++, text.size--;
    while (text.size > 0 && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t'))
        text.size--;
    return text;
}

static fault read_field(struct http_parser *parser, str line, struct http_request *request) {
    size_t colon = 0;
    while (colon < line.size && (byte_kinds[(unsigned char)line.data[colon]] & TOKEN) != 0) colon++;
    if (colon == 0 || colon == line.size || line.data[colon] != ':') return &header_malformed;
    if (request->header_count == LIMIT_HEADERS) return &header_too_large;
    struct http_header *header = &request->headers[request->header_count++];
    header->name = (str){line.data, colon};
    header->value = trim_blanks((str){line.data + colon + 1, line.size - colon - 1});
    return read_special(parser, header, request);
}

// What no single field can tell.
static fault check_whole(struct http_parser *parser, const struct http_request *request) {
    bool is_old = request->minor_version == 0;
    if (!parser->has_host && !is_old) return &host_wrong;
    if (parser->has_transfer && (parser->has_length || is_old)) return &framing_ambiguous;
    if (is_old) {
        parser->is_last = true;
        parser->expects_continue = false;
    }
    return NULL;
}

fault http_parse_head(struct http_parser *parser, struct arena *arena, str bytes,
                      struct http_request *request, bool *ret_complete) {
    *ret_complete = false;
    if (bytes.size > LIMIT_HEADER) bytes.size = LIMIT_HEADER;
    for (;;) {
        str line;
        bool is_whole;
        TRY(next_line(parser, bytes, &line, &is_whole));
        if (!is_whole) return bytes.size == LIMIT_HEADER ? &header_too_large : NULL;
        if (!parser->has_request_line) {
            if (line.size == 0 && parser->at == 2) continue;
            TRY(read_request_line(arena, line, request));
            parser->has_request_line = true;
        } else if (line.size > 0) {
            TRY(read_field(parser, line, request));
        } else {
            parser->head_size = parser->at;
            *ret_complete = true;
            return check_whole(parser, request);
        }
    }
}
