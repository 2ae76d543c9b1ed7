// Values as text: as FEEL literals that read back as the same value, and as string() wants them.
// The literal form is what explanations show, so it is short and exact: 300.01, "gift", [1..5].
#include "feel/node.h"

static void print_value(struct buf *out, struct feel_value value, int depth);

static void print_string(struct buf *out, str text) {
    buf_add_byte(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte == '"' || byte == '\\') buf_add_byte(out, '\\');
        if (byte == '\n')
            buf_add(out, STR("\\n"));
        else if (byte == '\r')
            buf_add(out, STR("\\r"));
        else if (byte == '\t')
            buf_add(out, STR("\\t"));
        else
            buf_add_byte(out, byte);
    }
    buf_add_byte(out, '"');
}

static void print_context(struct buf *out, struct feel_context context, int depth) {
    buf_add_byte(out, '{');
    for (size_t i = 0; i < context.count; i++) {
        if (i > 0) buf_add(out, STR(", "));
        if (names_is_complex(context.entries[i].name))
            print_string(out, context.entries[i].name);
        else
            buf_add(out, context.entries[i].name);
        buf_add(out, STR(": "));
        print_value(out, context.entries[i].value, depth);
    }
    buf_add_byte(out, '}');
}

static void print_list(struct buf *out, struct feel_list list, int depth) {
    buf_add_byte(out, '[');
    for (size_t i = 0; i < list.count; i++) {
        if (i > 0) buf_add(out, STR(", "));
        print_value(out, list.items[i], depth);
    }
    buf_add_byte(out, ']');
}

static void print_range(struct buf *out, const struct feel_range *range, int depth) {
    if (range->sign != FEEL_RANGE_INTERVAL) {
        buf_add(out, range->sign == FEEL_RANGE_EQUAL ? STR("= ") : STR("!= "));
        print_value(out, range->start, depth);
        return;
    }
    if (!range->has_start || !range->has_end) {
        bool is_end = range->has_end;
        bool is_included = is_end ? range->end_included : range->start_included;
        buf_print(out, "%c%s ", is_end ? '<' : '>', is_included ? "=" : "");
        print_value(out, is_end ? range->end : range->start, depth);
        return;
    }
    buf_add_byte(out, range->start_included ? '[' : '(');
    print_value(out, range->start, depth);
    buf_add(out, STR(".."));
    print_value(out, range->end, depth);
    buf_add_byte(out, range->end_included ? ']' : ')');
}

static void print_value(struct buf *out, struct feel_value value, int depth) {
    if (depth > LIMIT_FEEL_DEPTH) {
        buf_add(out, STR("..."));
        return;
    }
    switch (value.kind) {
    case FEEL_NULL: buf_add(out, STR("null")); break;
    case FEEL_BOOLEAN: buf_add(out, value.boolean ? STR("true") : STR("false")); break;
    case FEEL_NUMBER: buf_add(out, decimal_print(out->arena, value.number)); break;
    case FEEL_STRING: print_string(out, value.text); break;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        buf_add(out, STR("@\""));
        buf_add(out, calendar_print(out->arena, value));
        buf_add_byte(out, '"');
        break;
    case FEEL_LIST: print_list(out, value.list, depth + 1); break;
    case FEEL_CONTEXT: print_context(out, value.context, depth + 1); break;
    case FEEL_RANGE: print_range(out, value.range, depth + 1); break;
    case FEEL_FUNCTION: buf_add(out, STR("function")); break;
    }
}

str feel_print(struct arena *arena, struct feel_value value) {
    struct buf out = buf_in(arena, LIMIT_FEEL_TEXT);
    print_value(&out, value, 0);
    return buf_str(&out);
}

str feel_text(struct arena *arena, struct feel_value value) {
    switch (value.kind) {
    case FEEL_STRING: return value.text;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION: return calendar_print(arena, value);
    default: return feel_print(arena, value);
    }
}
